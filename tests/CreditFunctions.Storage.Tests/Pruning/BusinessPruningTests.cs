using CreditFunctions.Reports;
using CreditFunctions.Storage.Audits;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Imports;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Pruning;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Storage.Tests.Pruning;

public sealed class BusinessPruningTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prune_ABusinessWithOldThings_RemovesThemAndSaysWhat()
    {
        var business = await OldBusiness.FullAsync();

        Assert.Equal("3 snapshots, 1 sort file, 1 lock, 1 idempotency key, 1 key claim, 3 import files, 1 export, 1 run, 1 finding file", await business.PruneAsync());
        Assert.Equal("nothing", await business.PruneAsync());
        Assert.DoesNotContain(await business.LeftAsync(), static name => name.Contains("/2026/03/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Prune_StruckAtAnyCall_ComesToTheSameEndTheNextTime()
    {
        var clean = await OldBusiness.FullAsync();
        await clean.PruneAsync();
        var end = await clean.LeftAsync();

        var (struck, isStruck) = (0, true);
        for (var hit = 1; isStruck; hit++)
        {
            isStruck = await IsStruckAsync(hit, Fault.FailBefore) & await IsStruckAsync(hit, Fault.FailAfter);
            struck += isStruck ? 1 : 0;
        }

        Assert.True(struck > 20);

        async Task<bool> IsStruckAsync(int hit, Fault fault)
        {
            var (business, calls) = (await OldBusiness.FullAsync(), 0);
            business.Strike = _ => ++calls == hit ? fault : Fault.None;
            var exception = await Record.ExceptionAsync(business.PruneAsync);
            business.Strike = static _ => Fault.None;
            await business.PruneAsync();

            Assert.True(exception is null or StorageException, exception?.ToString());
            Assert.Equal(end, await business.LeftAsync());
            return exception is not null;
        }
    }

    [Fact]
    public async Task Prune_TwiceAtOnce_ComesToTheSameEnd()
    {
        var clean = await OldBusiness.FullAsync();
        await clean.PruneAsync();
        var business = await OldBusiness.FullAsync();
        // Each call lets the other of the two go first.
        business.Hold = static async _ => await Task.Yield();

        await Task.WhenAll(business.PruneAsync(), business.PruneAsync());

        business.Hold = static _ => Task.CompletedTask;
        Assert.Equal(await clean.LeftAsync(), await business.LeftAsync());
    }

    [Fact]
    public async Task Prune_InPiecesOfOneCallEach_ComesToTheSameEndAndCountsAll()
    {
        var clean = await OldBusiness.FullAsync();
        var all = await clean.PruneAsync();
        var business = await OldBusiness.FullAsync();
        var (pruning, text, done, pieces) = (business.NewPruning(), (string?)null, 0, 0);
        while (done < pruning.StepsOf(business.Business) && pieces < 100)
        {
            using var piece = new Piece(business.Time, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), Token);
            var removed = PruneTally.Parse(text);
            business.Strike = call =>
            {
                business.Time.Pass(call.IsWrite ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
                return Fault.None;
            };
            done = await pruning.RunAsync(business.Business, done, removed, static (_, _) => Task.CompletedTask, () => piece.IsOver, piece.Stop);
            (text, pieces) = (removed.ToString(), pieces + 1);
        }

        Assert.Equal(all, text);
        Assert.True(pieces > 8);
        Assert.Equal(await clean.LeftAsync(), await business.LeftAsync());
    }

    [Fact]
    public async Task Prune_TimeIsOver_BeginsNothing()
    {
        var business = await OldBusiness.FullAsync();
        var before = await business.LeftAsync();
        using var piece = new Piece(business.Time, TimeSpan.Zero, TimeSpan.FromDays(1), Token);

        var done = await business.NewPruning().RunAsync(business.Business, 0, new(), static (_, _) => Task.CompletedTask, () => piece.IsOver, piece.Stop);

        Assert.Equal(0, done);
        Assert.Equal(before, await business.LeftAsync());
    }

    [Fact]
    public async Task Keys_OfThisMonthAndTheLastTwo_Stay()
    {
        var business = await OldBusiness.EmptyAsync();
        business.Time.Now = new(2026, 8, 31, 23, 59, 0, TimeSpan.Zero);
        await business.AddKeyAsync("august");
        await business.AddClaimAsync("august");
        business.Time.Now = new(2026, 12, 1, 23, 0, 0, TimeSpan.Zero);

        // September and October are looked for in November; a day later, nobody is still in November.
        Assert.Equal("1 idempotency key", await business.PruneAsync());
        business.Time.Now = new(2027, 1, 2, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal("1 key claim", await business.PruneAsync());
    }

    [Fact]
    public async Task Keys_OfMoreThanAPage_AreAllRemoved()
    {
        var business = await OldBusiness.EmptyAsync();
        for (var customer = 0; customer < 2_300; customer++)
        {
            await business.AddKeyAsync($"c{customer}");
        }

        business.Time.Pass(TimeSpan.FromDays(100));
        await business.AddKeyAsync("new");

        Assert.Equal("2,300 idempotency keys", await business.PruneAsync());
        Assert.Single(await business.LeftAsync());
    }

    [Fact]
    public async Task Imports_OpenOrOfAnHourAgo_Stay()
    {
        var business = await OldBusiness.EmptyAsync();
        await business.AddImportAsync("imp_open", RunState.Open);
        await business.AddImportAsync("imp_done", RunState.Done);
        await business.AddImportAsync("imp_failed", RunState.Failed);
        business.Time.Pass(TimeSpan.FromDays(30) + TimeSpan.FromHours(1));

        Assert.Equal("nothing", await business.PruneAsync());
        business.Time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal("6 import files", await business.PruneAsync());

        Assert.All(await business.LeftAsync(), static name => Assert.True(name.StartsWith("biz/imp_open/", StringComparison.Ordinal) || name.StartsWith("import!", StringComparison.Ordinal)));
        Assert.Equal(business.Now, (await business.Imports.GetAsync("biz", "imp_done", Token))!.FilesRemovedAt);
    }

    [Fact]
    public async Task Imports_WhoseSenderBrokeOff_AreRemovedWhenTheirDaysAreOver()
    {
        var business = await OldBusiness.EmptyAsync();
        await business.Files.PutAsync(ImportPaths.Body("biz", "imp_old"), "a"u8.ToArray(), new("text/csv"), BlobCondition.None, Token);
        business.Time.Pass(TimeSpan.FromDays(31));
        await business.Files.PutAsync(ImportPaths.Body("biz", "imp_new"), "a"u8.ToArray(), new("text/csv"), BlobCondition.None, Token);

        Assert.Equal("1 import file", await business.PruneAsync());
        Assert.Equal(["biz/imp_new/body"], await business.LeftAsync());
    }

    [Fact]
    public async Task Imports_WhoseSenderComesBackInThatMoment_KeepTheirBody()
    {
        var business = await OldBusiness.EmptyAsync();
        var body = ImportPaths.Body("biz", "imp_1");
        await business.Files.PutAsync(body, "a"u8.ToArray(), new("text/csv"), BlobCondition.None, Token);
        business.Time.Pass(TimeSpan.FromDays(31));
        business.Hold = async call =>
        {
            if (call.Operation == StorageOperation.BlobDelete)
            {
                business.Hold = static _ => Task.CompletedTask;
                await business.Files.PutAsync(body, "a"u8.ToArray(), new("text/csv"), BlobCondition.None, Token);
            }
        };

        Assert.Equal("nothing", await business.PruneAsync());
        Assert.Equal([body], await business.LeftAsync());
    }

    [Fact]
    public async Task Imports_WithABlobThatCannotGo_AreRemovedButForIt()
    {
        var business = await OldBusiness.EmptyAsync();
        await business.AddImportAsync("imp_1", RunState.Done);
        business.Time.Pass(TimeSpan.FromDays(40));
        var refused = 0;
        business.Strike = call => call.Operation == StorageOperation.BlobDelete && refused++ == 0 ? throw new StorageException("It cannot go.", false, 409) : Fault.None;

        Assert.Equal("2 import files", await business.PruneAsync());
    }

    [Fact]
    public async Task Imports_SomebodyHoldsTheirLock_KeepIt()
    {
        var business = await OldBusiness.EmptyAsync();
        await business.AddImportAsync("imp_1", RunState.Done);
        business.Time.Pass(TimeSpan.FromDays(40));
        await business.Files.AcquireLeaseAsync(ImportPaths.Lock("biz", "imp_1"), TimeSpan.FromSeconds(60), Token);

        Assert.Equal("2 import files", await business.PruneAsync());
        business.Time.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal("1 import file", await business.PruneAsync());
    }

    [Fact]
    public async Task Exports_TheNewest_StaysSinceTheNextNumberFollowsIt()
    {
        var business = await OldBusiness.EmptyAsync();
        await business.AddExportAsync();
        await business.AddExportAsync();
        business.Time.Pass(TimeSpan.FromDays(31));

        Assert.Equal("1 export", await business.PruneAsync());
        Assert.Equal(3, (await business.AddExportAsync()).Number);
    }

    [Fact]
    public async Task Runs_OpenOrNewestOrYoungOrOfASnapshotThatIsThere_Stay()
    {
        var business = await OldBusiness.EmptyAsync();
        var reports = RunTask.Of(OldBusiness.Report);
        await business.AddRunAsync(reports, RunState.Done);
        await business.AddSnapshotAsync(business.Now);
        await business.AddRunAsync(RunTask.ExpireCredits, RunState.Open);
        await business.AddRunAsync(RunTask.PruneSnapshots, RunState.Done);
        business.Time.Pass(TimeSpan.FromSeconds(1));
        await business.AddRunAsync(reports, RunState.Failed);
        await business.AddRunAsync(RunTask.ExpireCredits, RunState.Failed);
        business.Time.Pass(TimeSpan.FromDays(400));
        await business.AddRunAsync(reports, RunState.Done);
        await business.AddRunAsync(RunTask.ExpireCredits, RunState.Done);

        Assert.Equal("1 lock, 1 run", await business.PruneAsync());
        business.Time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal("1 run", await business.PruneAsync());
        Assert.Equal(
            ["run!ExpireCredits!20260301T120000Z", "run!ExpireCredits!20270405T120001Z", "run!PruneSnapshots!20260301T120000Z", "run!credit-balances!20260301T120000Z", "run!credit-balances!20270405T120001Z"],
            (await business.LeftAsync()).Where(static name => name.StartsWith("run!", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Runs_WhereALaterOneDoesAll_StayForFiveWeeks()
    {
        var business = await OldBusiness.EmptyAsync();
        await business.AddRunAsync(RunTask.ExpireCredits, RunState.Done);
        await business.AddRunAsync(RunTask.Of(OldBusiness.Report), RunState.Done);
        business.Time.Pass(TimeSpan.FromDays(35));
        await business.AddRunAsync(RunTask.ExpireCredits, RunState.Done);
        await business.AddRunAsync(RunTask.Of(OldBusiness.Report), RunState.Done);

        Assert.Equal("nothing", await business.PruneAsync());
        business.Time.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal("1 run", await business.PruneAsync());
    }

    [Fact]
    public async Task Runs_OfMoreThanATransaction_AreAllRemovedButTheNewest()
    {
        var business = await OldBusiness.EmptyAsync();
        for (var hour = 0; hour < 260; hour++)
        {
            await business.AddRunAsync(RunTask.ExpireCredits, RunState.Done);
            business.Time.Pass(TimeSpan.FromHours(1));
        }

        business.Time.Pass(TimeSpan.FromDays(401));

        Assert.Equal("259 runs", await business.PruneAsync());
    }

    [Fact]
    public async Task Locks_ThatAreHeld_Stay()
    {
        var business = await OldBusiness.EmptyAsync();
        await business.AddRunAsync(RunTask.VerifyLedger, RunState.Open);
        var held = FindingStore.Lock("biz", SnapshotId.At(business.Now));
        business.Time.Pass(TimeSpan.FromDays(2));
        await business.Reports.AcquireLeaseAsync(held, TimeSpan.FromSeconds(60), Token);

        Assert.Equal("nothing", await business.PruneAsync());
        Assert.Contains(held, await business.LeftAsync());
    }

    [Fact]
    public async Task Snapshots_MadeOfAnOldSlot_StayAsLongAsNewOnes()
    {
        var business = await OldBusiness.EmptyAsync();
        await business.AddSnapshotAsync(business.Now);
        await business.AddSnapshotAsync(business.Now.Plus(TimeSpan.FromDays(-100)));
        await business.AddSnapshotAsync(business.Now.Plus(TimeSpan.FromDays(-100) + TimeSpan.FromHours(1)));

        Assert.Equal("1 report file", await business.PruneAsync());
        business.Time.Pass(TimeSpan.FromDays(2));
        Assert.Equal("2 snapshots, 1 lock", await business.PruneAsync());
    }

    [Theory]
    [InlineData("nothing", "nothing")]
    [InlineData("", "nothing")]
    [InlineData(null, "nothing")]
    [InlineData("1 snapshot, 1,204 idempotency keys", "1 snapshot, 1,204 idempotency keys")]
    [InlineData("12 apples, 2 runs", "2 runs")]
    public void Tally_OfAText_IsWhatItSays(string? text, string expected) => Assert.Equal(expected, PruneTally.Parse(text).ToString());
}

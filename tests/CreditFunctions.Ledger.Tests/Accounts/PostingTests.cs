namespace CreditFunctions.Ledger.Tests;

public sealed class PostingTests
{
    [Fact]
    public void Post_FirstEntry_SetsBothTimesOfTheAccount()
    {
        var account = Build.Done(Build.Empty, 7, new GrantCommand(5));

        Assert.Equal((Build.At(7), Build.At(7), 1), (account.CreatedAt, account.UpdatedAt, account.Seq));
    }

    [Fact]
    public void Post_LaterEntry_KeepsTheFirstTime()
    {
        var account = Build.Done(Build.Done(Build.Empty, 7, new GrantCommand(5)), 9, new GrantCommand(5));

        Assert.Equal((Build.At(7), Build.At(9), 2), (account.CreatedAt, account.UpdatedAt, account.Seq));
    }

    [Fact]
    public void Post_CommandOfThePresent_PutsTheAccountInUse() => Assert.True(Build.Done(Build.Empty, 7, new GrantCommand(5)).IsInUse);

    [Fact]
    public void Post_ImportedHistory_DoesNotPutTheAccountInUse()
    {
        var account = Build.Done(Build.Empty, 7, new GrantCommand(5) { CreatedAt = Build.At(3) });

        Assert.Equal((false, Build.At(3), Build.At(7)), (account.IsInUse, account.BusinessTime, account.UpdatedAt));
    }

    [Fact]
    public void Post_EffectOfTime_DoesNotPutTheAccountInUse()
    {
        var history = Build.Done(Build.Empty, 7, new GrantCommand(5) { CreatedAt = Build.At(3), ExpiresAt = Build.At(9) });
        var account = Settlement.Settle(history, Build.At(9));

        Assert.Equal((EntryType.Expire, Build.At(9), false), (Settlement.Next(history, Build.At(9))!.Type, account.UpdatedAt, account.IsInUse));
    }

    [Fact]
    public void Post_EntryOfAnEarlierDate_DoesNotTakeTheGrantsLastChangeBack()
    {
        var account = Build.AccountOf(9, [Build.Grant(1, available: 5) with { UpdatedAt = Build.At(9) }]);

        Assert.Equal(Build.At(9), Assert.Single(Posting.Post(account, Applied(new(1, Bucket.Available, Bucket.Applied, 1))).Grants).UpdatedAt);
    }

    [Fact]
    public void Post_VoidedTwice_KeepsTheFirstTime()
    {
        var account = Build.AccountOf(0, [Build.Grant(1, available: 5, reserved: 5)]);
        account = Posting.Post(account, Voided(new(1, Bucket.Available, Bucket.Voided, 5), 3));
        account = Posting.Post(account, Voided(new(1, Bucket.Reserved, Bucket.Voided, 1), 4));

        var grant = Assert.Single(account.Grants);
        Assert.Equal((new(2, Build.At(3)), Build.At(4)), (grant.Voided, grant.UpdatedAt));
    }

    [Fact]
    public void Post_MoveOfAGrantThatIsNotActive_Throws() =>
        Assert.Throws<InvalidOperationException>(() => Posting.Post(Build.Empty, Applied(new(1, Bucket.Available, Bucket.Applied, 1))));

    [Fact]
    public void Post_MoreThanTheGrantHas_Throws()
    {
        var account = Build.AccountOf(0, [Build.Grant(1, available: 5), Build.Grant(2, available: 5)]);

        Assert.Throws<InvalidOperationException>(() => Posting.Post(account, Applied(new(1, Bucket.Available, Bucket.Applied, 6))));
    }

    [Theory]
    [InlineData(4, -4, 0)]
    [InlineData(0, 4, 4)]
    [InlineData(long.MaxValue - 1, 1, long.MaxValue)]
    public void Post_ChangeOfOverage_AddsToIt(long overage, long change, long after) =>
        Assert.Equal(after, Posting.Post(Build.Empty with { Overage = overage }, OverageChange(change)).Overage);

    [Fact]
    public void Post_MoreOverageTakenOffThanThereIs_Throws() =>
        Assert.Throws<InvalidOperationException>(() => Posting.Post(Build.Empty with { Overage = 4 }, OverageChange(-5)));

    [Fact]
    public void Post_OveragePast63Bits_Throws() =>
        Assert.Throws<OverflowException>(() => Posting.Post(Build.Empty with { Overage = long.MaxValue }, OverageChange(1)));

    [Fact]
    public void Seal_Entry_LinksToTheHeadBeforeAndBecomesTheHead()
    {
        var account = Build.AccountOf(0, [Build.Grant(1, available: 5)]);
        var draft = Applied(new(1, Bucket.Available, Bucket.Applied, 5));

        var (after, entry) = Posting.Seal(account, Posting.Post(account, draft), draft, "c", 77);

        Assert.Equal((account.Head, 77, "c"), (entry.Entry.Previous, entry.Entry.Number, entry.Entry.CommitId));
        Assert.Equal((EntryHash.Of(entry.Canonical.Span), 77), (after.Head, after.Number));
    }

    private static EntryDraft Voided(Move move, double at) => new(EntryType.Void, move.Amount, Build.At(at), Build.At(at), [move], Build.Standard);

    private static EntryDraft Applied(Move move) => new(EntryType.Apply, move.Amount, Build.At(1), Build.At(1), [move], Build.Standard);

    private static EntryDraft OverageChange(long change) =>
        new(EntryType.SettleOverage, Math.Abs(change), Build.At(1), Build.At(1), [], Build.Standard) { OverageChange = change };
}

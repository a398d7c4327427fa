using CreditFunctions.Storage;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;
using static CreditFunctions.Tests.Dialects.Stripe.StripeRequests;

namespace CreditFunctions.Tests.Dialects.Stripe;

public sealed class StripeIdempotencyTests
{
    private const string Reused = "400 idempotency_error - -";

    private static readonly (string, string) Key = ("Idempotency-Key", "stripe-node-retry-1");

    [Fact]
    public async Task Create_Again_IsAnsweredTheSame()
    {
        await using var app = await StartAsync();
        var first = await app.FormAsync(Grants, TenDollars + $"&effective_at={Now + 5}&expires_at={Now + 10}", Key);
        app.Clock.Advance(TimeSpan.FromSeconds(20));

        // The order of parameters does not matter, and that its times have come does neither.
        var again = await app.FormAsync(Grants, $"expires_at={Now + 10}&" + TenDollars + $"&effective_at={Now + 5}", Key);

        Assert.Equal((200, 200, first.Text), (first.Status, again.Status, again.Text));
        Assert.Equal((null, "true", "stripe-node-retry-1"), (first.Header("idempotent-replayed"), again.Header("idempotent-replayed"), again.Header("idempotency-key")));
        Assert.Single((await app.GetAsync(Grants)).Ids());
    }

    [Fact]
    public async Task Changes_Again_AreAnsweredTheSameWhateverHappenedSince()
    {
        await using var app = await StartAsync();
        var (a, b) = (await app.GiveAsync("&metadata[a]=1"), await app.GiveAsync());
        (string Path, string Form)[] changes = [($"{Grants}/{a}", "metadata[b]=2"), ($"{Grants}/{a}/void", ""), ($"{Grants}/{b}/expire", "")];
        var first = new List<string>();
        for (var i = 0; i < changes.Length; i++)
        {
            first.Add((await app.FormAsync(changes[i].Path, changes[i].Form, ("Idempotency-Key", $"k{i}"))).Text);
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        for (var i = 0; i < changes.Length; i++)
        {
            var again = await app.FormAsync(changes[i].Path, changes[i].Form, ("Idempotency-Key", $"k{i}"));
            Assert.Equal((200, "true", first[i]), (again.Status, again.Header("idempotent-replayed"), again.Text));
        }
    }

    [Fact]
    public async Task Key_WithOtherParametersOrElsewhere_IsRefused()
    {
        await using var app = await StartAsync();
        await app.AddCustomerAsync("c2");
        var id = (await app.FormAsync(Grants, TenDollars, Key)).At("id");

        Assert.Equal(Reused, (await app.FormAsync(Grants, TenDollars + "&name=other", Key)).Error());
        Assert.Equal(Reused, (await app.FormAsync(Grants, TenDollars.Replace("c1", "c2", StringComparison.Ordinal), Key)).Error());
        Assert.Equal(Reused, (await app.FormAsync($"{Grants}/{id}/void", "", Key)).Error());
        Assert.Equal("null", (await app.GetAsync($"{Grants}/{id}")).At("voided_at"));
    }

    [Fact]
    public async Task Key_OfARequestThatWasRefused_IsFreeAgain()
    {
        await using var app = await StartAsync();
        var id = await app.GiveAsync();
        await app.CommandAsync("""{"type":"apply","amount":"1.00","pays_for":{"price_type":"metered"}}""");

        Assert.Equal(400, (await app.FormAsync($"{Grants}/{id}/void", "", Key)).Status);
        Assert.Equal(400, (await app.FormAsync(Grants, TenDollars + $"&effective_at={Now}", Key)).Status);
        Assert.Equal(400, (await app.FormAsync(Grants, TenDollars + "&priority=x", Key)).Status);
        Assert.Equal(200, (await app.FormAsync(Grants, TenDollars, Key)).Status);
    }

    [Theory]
    [InlineData("effective_at")]
    [InlineData("expires_at")]
    public async Task Create_RefusedByNowWhileAnEarlierTryMayYetBeDone_IsInUse(string time)
    {
        var faults = new Faults();
        await using var app = await StartAsync(faults);
        var form = TenDollars + $"&{time}={Now + 2}";
        faults.Strike = static call => call.Operation == StorageOperation.RowCommit ? Fault.FailBefore : Fault.None;
        Assert.Equal(503, (await app.Clock.DriveAsync(app.FormAsync(Grants, form, Key), TimeSpan.FromSeconds(5))).Status);
        faults.Strike = static _ => Fault.None;
        app.Clock.Advance(TimeSpan.FromSeconds(2));

        var soon = await app.FormAsync(Grants, form, Key);
        app.Clock.Advance(BusinessKeys.TakenOverAfter + TimeSpan.FromSeconds(1));
        var later = await app.FormAsync(Grants, form, Key);

        Assert.Equal(("409 idempotency_error idempotency_key_in_use -", $"400 invalid_request_error - {time}"), (soon.Error(), later.Error()));
    }

    [Fact]
    public async Task Key_WhoseRequestIsUnderWay_IsInUse()
    {
        var faults = new Faults();
        await using var app = await StartAsync(faults);
        var (isHeld, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        faults.Hold = call =>
        {
            if (call.Operation != StorageOperation.RowCommit)
            {
                return Task.CompletedTask;
            }

            isHeld.TrySetResult();
            return go.Task;
        };
        var first = app.FormAsync(Grants, TenDollars, Key);
        await isHeld.Task;

        var second = await app.FormAsync(Grants, TenDollars + "&name=other", Key);
        go.SetResult();

        Assert.Equal("409 idempotency_error idempotency_key_in_use -", second.Error());
        Assert.Equal(200, (await first).Status);
    }

    [Fact]
    public async Task Create_TwiceAtOnce_IsDoneOnce()
    {
        await using var app = await StartAsync();

        var both = await Task.WhenAll(app.FormAsync(Grants, TenDollars, Key), app.FormAsync(Grants, TenDollars, Key));

        Assert.Equal(both[0].Text, both[1].Text);
        Assert.Single((await app.GetAsync(Grants)).Ids());
    }

    [Fact]
    public async Task Create_WithoutAKey_IsDoneEachTime()
    {
        await using var app = await StartAsync();

        Assert.NotEqual(await app.GiveAsync(), await app.GiveAsync());
    }

    [Fact]
    public async Task Key_OfAnotherBusiness_IsItsOwn()
    {
        await using var app = await StartAsync();
        var theirs = ("Authorization", $"Bearer {await app.KeyAsync(Storage.Directory.Scopes.All, "biz_other")}");
        await app.SendAsync(CreditApplication.Request(HttpMethod.Put, "/api/customers/c1", "{}", theirs));
        await app.FormAsync(Grants, TenDollars, Key);

        var answer = await app.FormAsync(Grants, TenDollars + "&name=theirs", Key, theirs);

        Assert.Equal((200, null), (answer.Status, answer.Header("idempotent-replayed")));
    }

    [Fact]
    public async Task Key_ThatIsTooLong_IsRefused()
    {
        await using var app = await StartAsync();

        Assert.Equal("400 invalid_request_error - -", (await app.FormAsync(Grants, TenDollars, ("Idempotency-Key", new string('k', 256)))).Error());
    }

    [Fact]
    public async Task Create_WhoseAnswerFromStorageWasLost_IsSafeToSendAgain()
    {
        var faults = new Faults();
        await using var app = await StartAsync(faults);
        faults.Strike = static call => call is { IsWrite: true, Store: StoreNames.Credits } ? Fault.FailAfter : Fault.None;
        var lost = await app.Clock.DriveAsync(app.FormAsync(Grants, TenDollars, Key), TimeSpan.FromSeconds(30));
        faults.Strike = static _ => Fault.None;

        var again = await app.FormAsync(Grants, TenDollars, Key);

        Assert.Contains(lost.Status, (int[])[200, 503]);
        Assert.Equal(200, again.Status);
        Assert.Single((await app.GetAsync(Grants)).Ids());
    }
}

using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Entries;

public sealed class ConcurrencyTests(AzuriteFixture azurite)
{
    private const string Entries = "/api/customers/c1/credits/default/USD/entries";
    private const string Grant = """{"type":"grant","amount":"5.00"}""";

    [Theory]
    [InlineData(Ledgers.Memory)]
    [InlineData(Ledgers.Azurite)]
    public async Task Apply_FiftyAtOnceOnCreditForThirty_ThirtySucceed(string storage)
    {
        await using var app = await azurite.StartAsync(storage, "biz_fifty");
        await app.GrantAsync("c1", "30.00");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.ApplyAsync("c1", "1.00")));

        Assert.Equal(30, answers.Count(answer => answer.Status == 201));
        Assert.Equal(20, answers.Count(answer => answer is { Status: 409 } && answer.At("code") == "insufficient_credit"));
        var entries = (await app.GetAsync(Entries)).Json.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("seq").GetInt64());
        Assert.Equal(Enumerable.Range(1, 31).Reverse().Select(seq => (long)seq), entries);
        Assert.Equal("0.00", (await app.GetAsync("/api/customers/c1/credits")).At("accounts.0.available"));
    }

    [Theory]
    [InlineData(Ledgers.Memory)]
    [InlineData(Ledgers.Azurite)]
    public async Task Apply_FromTwoProcesses_NoneIsLostOrDoneTwice(string storage)
    {
        await using var app = await azurite.StartAsync(storage, "biz_two");
        await using var other = await app.StartAnotherAsync();
        await app.GrantAsync("c1", "20.00");

        var work = Task.WhenAll(Enumerable.Range(0, 30).Select(i => (i % 2 == 0 ? app : other).ApplyAsync("c1", "1.00")));
        var answers = app.Time is FakeClock clock ? await clock.DriveAsync(work, TimeSpan.FromSeconds(1)) : await work;

        Assert.Equal(20, answers.Count(answer => answer.Status == 201));
        Assert.Equal("0.00", (await app.GetAsync("/api/customers/c1/credits")).At("accounts.0.available"));
    }

    [Theory]
    [InlineData(Ledgers.Memory)]
    [InlineData(Ledgers.Azurite)]
    public async Task Post_TwentyAtOnceWithOneKey_IsOneEntryAndEqualAnswers(string storage)
    {
        await using var app = await azurite.StartAsync(storage, "biz_key");
        await app.AddCustomerAsync("c1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.PostAsync(Entries, Grant, ("Idempotency-Key", "k1"))));

        Assert.All(answers, answer => Assert.Equal((201, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Equal(1, answers.Count(answer => answer.Header("Idempotent-Replayed") is null));
        Assert.Equal(1, (await app.GetAsync(Entries)).Json.GetProperty("entries").GetArrayLength());
    }

    [Fact]
    public async Task Post_SameRequestTwice_GivesTheFirstAnswerAgain()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1");
        var first = await app.PostAsync(Entries, Grant, ("Idempotency-Key", "k1"));
        app.Clock.Advance(TimeSpan.FromDays(40));
        await app.GrantAsync("c1", "1.00");

        var again = await app.PostAsync(Entries, Grant, ("Idempotency-Key", "k1"));

        Assert.Equal((201, first.Text, "true"), (again.Status, again.Text, again.Header("Idempotent-Replayed")));
    }

    [Fact]
    public async Task Post_KeyWithAnotherBody_Is409()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1");
        await app.PostAsync(Entries, Grant, ("Idempotency-Key", "k1"));

        var other = await app.PostAsync(Entries, """{"type":"grant","amount":"6.00"}""", ("Idempotency-Key", "k1"));

        Assert.Equal("409 idempotency_key_reused Idempotency-Key", other.Problem);
    }

    [Fact]
    public async Task Post_KeyOnAnotherAccountOfTheCustomer_Is409()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1");
        await app.PostAsync(Entries, Grant, ("Idempotency-Key", "k1"));

        var other = await app.PostAsync("/api/customers/c1/credits/default/EUR/entries", Grant, ("Idempotency-Key", "k1"));

        Assert.Equal("409 idempotency_key_reused Idempotency-Key", other.Problem);
    }

    [Fact]
    public async Task Post_KeyOfAnotherCustomer_IsAnotherKey()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1");
        await app.AddCustomerAsync("c2");
        await app.PostAsync(Entries, Grant, ("Idempotency-Key", "k1"));

        var other = await app.PostAsync("/api/customers/c2/credits/default/USD/entries", Grant, ("Idempotency-Key", "k1"));

        Assert.Equal((201, null), (other.Status, other.Header("Idempotent-Replayed")));
    }

    [Fact]
    public async Task Post_RefusedWithAKey_MayBeSentAgain()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.AddCustomerAsync("c1");
        const string Apply = """{"type":"apply","amount":"5.00"}""";
        Assert.Equal(409, (await app.PostAsync(Entries, Apply, ("Idempotency-Key", "k1"))).Status);
        await app.GrantAsync("c1", "5.00");

        Assert.Equal(201, (await app.PostAsync(Entries, Apply, ("Idempotency-Key", "k1"))).Status);
    }
}

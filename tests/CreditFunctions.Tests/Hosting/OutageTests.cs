using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Hosting;

public sealed class OutageTests
{
    public static TheoryData<string> Guarded => Functions.WithKey;

    // A link is made without a call.
    public static TheoryData<string> Stored => [.. Functions.WithKey.Select(row => row.Data).Where(name => name != "PostUpload")];

    [Theory]
    [MemberData(nameof(Stored))]
    public async Task AnyFunction_StorageGone_Is503WithRetryAfter(string function)
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        await app.GrantAsync("c1", "10.00");

        faults.Strike = static _ => Fault.FailBefore;
        var answer = await app.Clock.DriveAsync(app.SendAsync(Functions.Request(function)), TimeSpan.FromSeconds(1));

        Assert.Equal(503, answer.Status);
        Assert.Equal("application/problem+json", answer.ContentType);
        Assert.NotNull(answer.Header("Retry-After"));
    }

    [Theory]
    [MemberData(nameof(Guarded))]
    public async Task AnyFunction_StorageGoneFromTheStart_Is503(string function)
    {
        var faults = new Faults { Strike = static _ => Fault.FailBefore };
        await using var app = await CreditApplication.StartAsync(faults);

        var answer = await app.SendBareAsync(WithSomeKey(Functions.Request(function)));

        Assert.Equal("503 storage_unavailable -", answer.Problem);
        Assert.Equal("2", answer.Header("Retry-After"));
    }

    [Fact]
    public async Task Live_StorageGone_Is200()
    {
        await using var app = await CreditApplication.StartAsync(new Faults { Strike = static _ => Fault.FailBefore });

        Assert.Equal(200, (await app.SendBareAsync(Functions.Request("HealthLive"))).Status);
    }

    [Fact]
    public async Task Post_AnswerOfTheWriteLost_IsFoundToBeDone()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        await app.GrantAsync("c1", "10.00");
        var lost = 0;

        faults.Strike = call => call.Operation == StorageOperation.RowCommit && Interlocked.Increment(ref lost) == 1 ? Fault.FailAfter : Fault.None;
        var answer = await app.Clock.DriveAsync(app.ApplyAsync("c1", "4.00"), TimeSpan.FromSeconds(1));

        Assert.Equal(201, answer.Status);
        Assert.Equal("6.00", (await app.GetAsync("/api/customers/c1/credits")).At("accounts.0.available"));
    }

    [Fact]
    public async Task Post_NobodyCanTellIfItWasDone_Is503OutcomeUnknown()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        await app.GrantAsync("c1", "10.00");

        faults.Strike = static call => call.IsWrite ? Fault.FailBefore : Fault.None;
        var answer = await app.Clock.DriveAsync(app.ApplyAsync("c1", "4.00"), TimeSpan.FromSeconds(1));

        Assert.Equal("503 outcome_unknown -", answer.Problem);
        Assert.Equal("1", answer.Header("Retry-After"));
    }

    [Fact]
    public async Task Outage_Ends_EverythingWorksAgain()
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults);
        await app.GrantAsync("c1", "10.00");
        faults.Strike = static _ => Fault.FailBefore;
        Assert.Equal(503, (await app.GetAsync("/api/customers/c1")).Status);

        faults.Strike = static _ => Fault.None;

        Assert.Equal(201, (await app.ApplyAsync("c1", "10.00")).Status);
    }

    private static HttpRequestMessage WithSomeKey(HttpRequestMessage request)
    {
        request.Headers.Authorization = new("Bearer", "cf_some");
        return request;
    }
}

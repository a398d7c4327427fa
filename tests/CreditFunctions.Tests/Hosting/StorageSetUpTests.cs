using CreditFunctions.Hosting;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace CreditFunctions.Tests.Hosting;

public sealed class StorageSetUpTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Storage_DoesNotAnswer_TheProgramListensAndBackgroundWorkWaits()
    {
        var (clock, calls, answers) = (new FakeClock(), 0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var faults = new Faults
        {
            Hold = call =>
            {
                _ = call.Operation.ToString().EndsWith("Create", StringComparison.Ordinal) ? 0 : Interlocked.Increment(ref calls);
                return answers.Task;
            },
        };
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", "--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        await using var app = CreditFunctionsApp.Build(builder, new InMemoryStorage(clock, faults), new(clock));
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });

        await app.StartAsync(TestContext.Current.CancellationToken);

        using var answer = await client.GetAsync(new Uri(new(app.Urls.Single()), "/"), TestContext.Current.CancellationToken);
        Assert.Equal((200, 0), ((int)answer.StatusCode, calls));
        answers.SetResult();
    }

    [Fact]
    public async Task Storage_BeingSetUp_RequestsWaitAndItIsNotReady()
    {
        var answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = Holding(answers.Task);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        client.DefaultRequestHeaders.Authorization = new("Bearer", "cf_some");
        await app.StartAsync(Token);
        var url = new Uri(app.Urls.Single());

        var waiting = client.GetAsync(new Uri(url, "/api/customers/c1"), Token);
        using var ready = await client.GetAsync(new Uri(url, "/health/ready"), Token);

        Assert.Equal(503, (int)ready.StatusCode);
        Assert.Contains("\"storage\":\"is being set up\"", await ready.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.False(waiting.IsCompleted);
        answers.SetResult();
        using var answer = await waiting;
        Assert.Equal(401, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Stop_StorageDoesNotAnswer_IsNotWaitedFor()
    {
        var answers = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = Holding(answers.Task);
        await app.StartAsync(Token);

        await app.StopAsync(Token);

        Assert.False(answers.Task.IsCompleted);
        answers.SetResult();
    }

    /// <summary>A program whose storage makes nothing until it is let.</summary>
    private static WebApplication Holding(Task until)
    {
        var clock = new FakeClock();
        var faults = new Faults { Hold = call => call.Operation.ToString().EndsWith("Create", StringComparison.Ordinal) ? until : Task.CompletedTask };
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", "--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        return CreditFunctionsApp.Build(builder, new InMemoryStorage(clock, faults), new(clock));
    }
}

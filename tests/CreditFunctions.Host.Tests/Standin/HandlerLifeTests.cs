using CreditFunctions.Standin;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Standin;

/// <summary>Crashes, and the end of the host.</summary>
public sealed class HandlerLifeTests
{
    [Fact]
    public async Task Handler_CrashesThreeTimesInHalfAnHour_StopsTheHost()
    {
        var handlers = new List<ScriptedHandler>();
        var running = new List<Handler>();
        var started = System.Threading.Channels.Channel.CreateUnbounded<int>();
        await using var host = await FunctionsHost.StartAsync(ScriptedHandler.App, async port =>
        {
            handlers.Add(new(ScriptedHandler.Keeping([])));
            running.Add(await handlers[^1].StartHandlerAsync(port));
            started.Writer.TryWrite(running.Count);
            return running[^1];
        });

        for (var crash = 1; crash <= 3; crash++)
        {
            Assert.Equal(crash, await started.Reader.ReadAsync(TestContext.Current.CancellationToken));
            running[^1].Kill();
        }

        await host.GivenUp.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(3, host.Starts);
        foreach (var handler in handlers)
        {
            await handler.DisposeAsync();
        }
    }

    [Fact]
    public async Task Handler_CrashesDuringARequest_TheClientGetsAnEmpty500()
    {
        Handler? running = null;
        await using var handler = new ScriptedHandler(async http =>
        {
            if (http.Request.Path != "/")
            {
                running!.Kill();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
            }
        });
        await using var next = new ScriptedHandler(ScriptedHandler.Keeping([]));
        var restarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await FunctionsHost.StartAsync(ScriptedHandler.App, async port =>
        {
            var isNext = running is not null;
            running = await (isNext ? next : handler).StartHandlerAsync(port);
            _ = isNext && restarted.TrySetResult();
            return running;
        });
        using var client = new HttpClient();

        using var answer = await client.GetAsync(new Uri(host.Url, "/any"), TestContext.Current.CancellationToken);

        Assert.Equal((500, ""), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        await restarted.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Host_Ends_TheHandlerIsKilledWithoutAWord()
    {
        await using var handler = new ScriptedHandler(ScriptedHandler.Keeping([]));
        Handler? running = null;
        var host = await FunctionsHost.StartAsync(ScriptedHandler.App, async port => running = await handler.StartHandlerAsync(port));

        await host.DisposeAsync();

        Assert.True(running!.Exited.IsCompleted);
    }

    [Fact]
    public async Task Monitor_OfOneHost_IsTheNextOnes()
    {
        var options = new HostOptions { Settings = ScriptedHandler.Settings, Clock = new FakeClock() };
        await using var handler = new ScriptedHandler(ScriptedHandler.Keeping([]));
        await using (var first = await handler.StartAsync(options))
        {
            await first.FireAsync("T1");
        }

        Assert.Equal(options.Clock.GetUtcNow(), options.Monitor["T1"]!.Last);
    }
}

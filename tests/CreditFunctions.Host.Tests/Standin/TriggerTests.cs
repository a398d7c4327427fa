using System.Text.Json;
using System.Threading.Channels;
using CreditFunctions.Standin;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Standin;

/// <summary>Timers, messages, and what is made of the replies to them.</summary>
public sealed class TriggerTests
{
    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Timer_NeverRunBefore_IsPostedToItsName()
    {
        var (requests, clock) = (new List<string>(), new FakeClock());
        await using var handler = new ScriptedHandler(ScriptedHandler.Keeping(requests));
        await using var host = await handler.StartAsync(new() { Settings = ScriptedHandler.Settings, Clock = clock });

        var invocation = await host.FireAsync("T1", isPastDue: true);

        Assert.Equal(["it went well"], invocation.Logs);
        var request = Assert.Single(requests);
        Assert.StartsWith("POST /T1\n", request, StringComparison.Ordinal);
        Assert.Contains("\nContent-Type: application/json; charset=utf-8\n", request, StringComparison.Ordinal);
        Assert.Equal(
            """{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"0001-01-01T00:00:00+00:00","Next":"2026-11-22T02:00:00+00:00","LastUpdated":"0001-01-01T00:00:00+00:00"},"IsPastDue":true}}""",
            Plain(Payload(request).GetProperty("Data")));
        Assert.Equal("T1", Payload(request).GetProperty("Metadata").GetProperty("sys").GetProperty("MethodName").GetString());
    }

    [Fact]
    public async Task Timer_RunBeforeOrOftenerThanAMinute_SaysWhenOrNothing()
    {
        var requests = new List<string>();
        await using var handler = new ScriptedHandler(ScriptedHandler.Keeping(requests));
        await using var host = await handler.StartAsync(new() { Settings = ScriptedHandler.Settings, Clock = new FakeClock() });

        await host.FireAsync("T1");
        await host.FireAsync("T1");
        await host.FireAsync("T2");

        Assert.Equal("2026-11-21T12:00:00+00:00", Payload(requests[1]).GetProperty("Data").GetProperty("timer").GetProperty("ScheduleStatus").GetProperty("Last").GetString());
        Assert.Equal(JsonValueKind.Null, Payload(requests[2]).GetProperty("Data").GetProperty("timer").GetProperty("ScheduleStatus").ValueKind);
    }

    [Fact]
    public async Task Timer_HostWasDownOverASlot_IsRunOnceAtStartPastDueThenBySchedule()
    {
        var (requests, clock) = (new List<string>(), new FakeClock());
        var options = new HostOptions { Settings = ScriptedHandler.Settings, Clock = clock };
        options.Monitor["T1"] = new(clock.GetUtcNow() - TimeSpan.FromDays(3), clock.GetUtcNow() - TimeSpan.FromDays(2), default);
        // One timer, and no time limit: the clock that the test drives has nothing else to stop at.
        var app = new HostApp(
            """{"version":"2.0","functionTimeout":"-1"}""", [("T1", """{"bindings":[{"type":"timerTrigger","direction":"in","name":"timer","schedule":"%Nightly%"}]}""")]);
        await using var handler = new ScriptedHandler(ScriptedHandler.Keeping(requests));
        await using var host = await handler.StartAsync(options, app);

        host.RunTimers();
        var late = await EndedAsync(host.Ended, "T1");
        var due = EndedAsync(host.Ended, "T1");
        await clock.DriveAsync(due, TimeSpan.FromDays(1));

        var events = requests.Select(request => Payload(request).GetProperty("Data").GetProperty("timer").GetProperty("IsPastDue").GetBoolean());
        Assert.True(late.Succeeded);
        Assert.Equal([true, false], events.Take(2));
    }

    [Fact]
    public async Task Timer_Fails_IsRetriedAsItsFileSaysAndCountsAsRun()
    {
        var (requests, clock) = (new List<string>(), new FakeClock());
        var options = new HostOptions { Settings = ScriptedHandler.Settings, Clock = clock };
        await using var handler = new ScriptedHandler(ScriptedHandler.Keeping(requests, static at => (503, "application/json", "{}")));
        await using var host = await handler.StartAsync(options);

        var invocation = await clock.DriveAsync(host.FireAsync("T1"), TimeSpan.FromSeconds(30));

        Assert.Equal("The handler answered 503.", invocation.Error);
        Assert.Equal(["-", "1 of 2", "2 of 2"], requests.Select(request => Payload(request).GetProperty("Metadata").TryGetProperty("RetryContext", out var retry) ? $"{retry.GetProperty("RetryCount")} of {retry.GetProperty("MaxRetryCount")}" : "-"));
        Assert.Equal(TimeSpan.FromMinutes(1), options.Monitor["T1"]!.LastUpdated - options.Monitor["T1"]!.Last);
    }

    [Fact]
    public async Task Timer_ByHand_Is202AndRunInTheBackground()
    {
        var requests = new List<string>();
        await using var handler = new ScriptedHandler(ScriptedHandler.Keeping(requests));
        await using var host = await handler.StartAsync();
        using var client = new HttpClient();

        using var answer = await client.PostAsync(new Uri(host.Url, "/admin/functions/T1"), new StringContent("""{"input":""}""", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        await EndedAsync(host.Ended, "T1");

        Assert.Equal(202, (int)answer.StatusCode);
        Assert.True(Payload(Assert.Single(requests)).GetProperty("Metadata").TryGetProperty("timer", out _));
        Assert.False(Payload(requests[0]).GetProperty("Data").GetProperty("timer").GetProperty("IsPastDue").GetBoolean());
    }

    [Theory]
    [InlineData(200, "text/plain", "{}")]
    [InlineData(200, "application/json", "{")]
    [InlineData(200, "application/json", "5")]
    [InlineData(500, "application/json", "{}")]
    public async Task Reply_ThatIsNoJsonObject_HasFailed(int status, string type, string body)
    {
        await using var handler = new ScriptedHandler(ScriptedHandler.Keeping([], _ => (status, type, body)));
        await using var host = await handler.StartAsync();

        Assert.False((await host.FireAsync("T2")).Succeeded);
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(204, "")]
    [InlineData(200, "null")]
    public async Task Reply_WithNothingInIt_HangsUntilTheTimeoutAndThenTheHandlerIsKilled(int status, string body)
    {
        var clock = new FakeClock();
        await using var handler = new ScriptedHandler(ScriptedHandler.Keeping([], _ => (status, "application/json", body)));
        await using var host = await handler.StartAsync(new() { Settings = ScriptedHandler.Settings, Clock = clock });

        var invocation = await clock.DriveAsync(host.FireAsync("T2"), TimeSpan.FromMinutes(5));

        Assert.Equal("The call took longer than 00:05:00.", invocation.Error);
        Assert.Equal(1, host.Starts);
        await clock.DriveAsync(Task.Run(async () => { await RestartAsync(host); return 0; }, TestContext.Current.CancellationToken), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Message_FailsAgainAndAgain_IsPoisonAfterAsManyReceptionsAsTheHostSays()
    {
        var requests = new List<string>();
        await using var handler = new ScriptedHandler(ScriptedHandler.Keeping(requests, static at => (at < 3 ? 500 : 200, "application/json", ScriptedHandler.Ok)));
        await using var host = await handler.StartAsync();

        var (last, receptions) = await host.DeliverAsync("Q1", """{"shard":5}""");

        Assert.Equal((true, 3), (last.Succeeded, receptions));
        Assert.Equal("\"{\\u0022shard\\u0022:5}\"", Payload(requests[0]).GetProperty("Data").GetProperty("message").GetString());
        Assert.Equal("3", Payload(requests[2]).GetProperty("Metadata").GetProperty("DequeueCount").GetString());
    }

    [Fact]
    public async Task Functions_ThatCannotBeRun_AreInErrorAndTheRestGoOn()
    {
        await using var handler = new ScriptedHandler(ScriptedHandler.Keeping([]));
        await using var host = await handler.StartAsync(app: ScriptedHandler.Deployed("""{"version":"2.0"}"""));

        Assert.Equal(["Q1", "T3"], host.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.True((await host.FireAsync("T2")).Succeeded);
    }

    private static async Task RestartAsync(FunctionsHost host)
    {
        while (host.Starts < 2)
        {
            await Task.Yield();
        }
    }

    private static async Task<Invocation> EndedAsync(ChannelReader<Invocation> ended, string function)
    {
        await foreach (var invocation in ended.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (invocation.Function == function)
            {
                return invocation;
            }
        }

        throw new InvalidOperationException("The host has ended.");
    }

    private static JsonElement Payload(string request) => JsonDocument.Parse(request[(request.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]).RootElement;

    private static string Plain(JsonElement element) => JsonSerializer.Serialize(element, Unescaped);
}

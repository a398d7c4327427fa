using System.Diagnostics;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Telemetry;

namespace CreditFunctions.Storage.Tests.Telemetry;

[Collection(Alone.Name)]
public sealed class CommitTests
{
    private static readonly CommitScope Scope = new(new("biz", "cus_secret", "default", "USD"), new("USD", 2), new(DrawOrder.Standard), 1);
    private static readonly CommandSet Grant = new([new GrantCommand(100)]);
    private static readonly CommandSet TooMuch = new([new ApplyCommand(1_000)]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commit_AnotherWasFaster_CountsTheConflictAndTheSecondAttempt()
    {
        var rival = new Rival();
        var (storage, committer) = await CreateSutAsync(rival);
        rival.Act = async () => await Committer(storage).SubmitAsync(Scope, Grant, null);
        using var heard = new Heard();

        await committer.SubmitAsync(Scope, Grant, null);

        Assert.Equal(2, heard.Measured.Count(static line => line == "creditfunctions.commits 1 outcome=committed"));
        Assert.Single(heard.Measured, "creditfunctions.commit.conflicts 1");
        Assert.Equal(
            ["commit business=biz attempts=1 requests=1 outcome=committed", "commit business=biz attempts=2 requests=1 outcome=committed"], heard.Of(Spans.Commit));
    }

    [Fact]
    public async Task Commit_SomeRefused_CountsEachRequestByItsOutcome()
    {
        var (_, committer) = await CreateSutAsync();
        using var heard = new Heard();

        await Task.WhenAll(committer.SubmitInOrder(Scope, [(Grant, null), (TooMuch, null)]));

        Assert.Equal(
            ["creditfunctions.commits 1 outcome=committed", "creditfunctions.commits 1 outcome=refused", "creditfunctions.commit.duration"],
            heard.Measured);
        Assert.Equal(["commit business=biz attempts=1 requests=2 outcome=committed refused"], heard.Of(Spans.Commit));
    }

    [Fact]
    public async Task Commit_OfRequestsOfSeveralTraces_IsInTheFirstAndLinkedToTheOthers()
    {
        var queued = new TaskCompletionSource();
        var slow = new Rival();
        var (_, committer) = await CreateSutAsync(slow);
        slow.Act = () => queued.Task;
        using var heard = new Heard();
        using var source = new ActivitySource(Spans.SourceName);
        var (first, second) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString("N"));
        var busy = committer.SubmitAsync(Scope, Grant, null);

        var waiting = Task.WhenAll(InTraceAsync(first), InTraceAsync(second));
        queued.SetResult();
        await Task.WhenAll(busy, waiting);

        var commit = heard.Spans.Single(span => span.OperationName == Spans.Commit && span.Links.Any());
        Assert.Equal((first, second), (commit.TraceId.ToHexString(), commit.Links.Single().Context.TraceId.ToHexString()));

        async Task InTraceAsync(string trace)
        {
            using var span = source.StartActivity("request", ActivityKind.Server, $"00-{trace}-b7ad6b7169203331-01");
            await committer.SubmitAsync(Scope, Grant, null);
        }
    }

    private static async Task<(IStorage Storage, Committer Committer)> CreateSutAsync(Rival? rival = null)
    {
        var storage = new InMemoryStorage(TimeProvider.System, rival);
        await storage.CreateAllAsync(Token);
        await new CustomerStore(storage.Table(StoreNames.Credits), TimeProvider.System).PutAsync("biz", 1, "cus_secret", new(null, null, null), Token);
        return (storage, Committer(storage));
    }

    private static Committer Committer(IStorage storage) => new(storage.Table(StoreNames.Credits), TimeProvider.System, static () => Guid.NewGuid().ToString("N"));

    /// <summary>Acts once, just before the first transaction.</summary>
    private sealed class Rival : IFaults
    {
        public Func<Task>? Act { get; set; }

        public async ValueTask<Fault> NextAsync(StorageCall call)
        {
            // Only now, since it commits too.
            var act = call.Operation == StorageOperation.RowCommit ? Act : null;
            if (act is not null)
            {
                Act = null;
                await act();
            }

            return Fault.None;
        }

        public ValueTask LaterAsync(StorageCall call) => default;
    }
}

using System.Diagnostics;

namespace CreditFunctions.Standin;

/// <summary>Keeps a handler running: starts it, waits until it answers, and starts it again when it ends, but not for ever.</summary>
internal sealed class HandlerLife(Func<int, Task<Handler>> start, HttpClient http, TimeProvider clock) : IDisposable
{
    private const int CrashesThatStop = 3;
    private static readonly TimeSpan CrashesCountFor = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan KillAfterTimeout = TimeSpan.FromSeconds(2);

    private readonly List<DateTimeOffset> crashes = [];
    private readonly TaskCompletionSource givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource life = new();
    private Handler? handler;
    private volatile bool isStopping;
    private volatile Handler? killed;

    /// <summary>Where the handler listens.</summary>
    public int Port { get; private set; }

    /// <summary>How often it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>Ends with the handler that is there now.</summary>
    public CancellationToken End => Volatile.Read(ref life).Token;

    /// <summary>Ends when the handler has crashed too often.</summary>
    public Task GivenUp => givenUp.Task;

    /// <summary>Starts it, and returns when it answers whatever it answers.</summary>
    /// <exception cref="TimeoutException">It does not.</exception>
    public async Task StartAsync()
    {
        Port = HandlerPorts.Next();
        var started = await start(Port);
        (handler, Starts) = (started, Starts + 1);
        var isReady = AskAsync();
        await Task.WhenAny(isReady, started.Exited);
        if (isReady.IsCompleted)
        {
            await isReady;
        }

        _ = WatchAsync(started);
    }

    /// <summary>Kills it a while after a call of it took too long, and every other call of it with it.</summary>
    public async Task KillAfterTimeoutAsync()
    {
        var slow = handler!;
        await Task.Delay(KillAfterTimeout, clock);
        killed = slow;
        slow.Kill();
    }

    /// <summary>Ends it without a word.</summary>
    public void Stop()
    {
        isStopping = true;
        handler?.Kill();
    }

    /// <inheritdoc/>
    public void Dispose() => life.Dispose();

    private async Task AskAsync()
    {
        var since = Stopwatch.GetTimestamp();
        using var patience = new CancellationTokenSource(AnswersWithin);
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{Port}/"), patience.Token);
                return;
            }
            catch (HttpRequestException) when (Stopwatch.GetElapsedTime(since) < AnswersWithin)
            {
                await Task.Delay(AskEvery, TimeProvider.System, CancellationToken.None);
            }
            catch (OperationCanceledException exception)
            {
                throw new TimeoutException($"The handler did not answer GET / within {AnswersWithin}.", exception);
            }
        }
    }

    private async Task WatchAsync(Handler watched)
    {
        await watched.Exited;
        await Interlocked.Exchange(ref life, new()).CancelAsync();
        if (isStopping)
        {
            return;
        }

        var now = clock.GetUtcNow();
        crashes.RemoveAll(at => at < now - CrashesCountFor);
        if (watched != killed)
        {
            crashes.Add(now);
        }

        if (crashes.Count >= CrashesThatStop)
        {
            givenUp.SetResult();
            return;
        }

        await StartAsync();
    }
}

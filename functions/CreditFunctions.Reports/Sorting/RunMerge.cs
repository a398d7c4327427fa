namespace CreditFunctions.Reports;

/// <summary>
/// Runs as one: a tree of losers. Each inner node holds the run that lost there and the winner of all is the run whose record comes first, so that after it goes on only the games on its own way
/// up are played again.
/// </summary>
/// <param name="runs">One or more.</param>
internal sealed class RunMerge(RunReader[] runs) : IAsyncDisposable
{
    private const int NobodyYet = -1;

    private readonly int[] losers = new int[runs.Length];
    private int winner;

    /// <summary>The run whose record comes first; null: there is none any more.</summary>
    public RunReader? First => runs[winner] is { Ended: false } run ? run : null;

    /// <summary>Goes to the first record of all.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        losers.AsSpan().Fill(NobodyYet);
        for (var run = 0; run < runs.Length; run++)
        {
            while (!runs[run].TryNext())
            {
                await runs[run].LoadAsync(cancellationToken);
            }
        }

        for (var run = 0; run < runs.Length; run++)
        {
            Play(run);
        }
    }

    /// <summary>Goes to the next record of all, unless a block must be loaded before.</summary>
    public bool TryNext()
    {
        if (!runs[winner].TryNext())
        {
            return false;
        }

        Play(winner);
        return true;
    }

    /// <summary>Loads the block that <see cref="TryNext"/> lacks.</summary>
    public ValueTask LoadAsync(CancellationToken cancellationToken) => runs[winner].LoadAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var run in runs)
        {
            await run.DisposeAsync();
        }
    }

    private void Play(int run)
    {
        for (var node = (run + runs.Length) / 2; node > 0; node /= 2)
        {
            if (losers[node] == NobodyYet)
            {
                losers[node] = run;
                return;
            }

            if (IsBefore(losers[node], run))
            {
                (losers[node], run) = (run, losers[node]);
            }
        }

        winner = run;
    }

    private bool IsBefore(int one, int other)
    {
        var (x, y) = (runs[one], runs[other]);
        if (x.Ended || y.Ended)
        {
            return !x.Ended;
        }

        return x.Prefix == y.Prefix ? x.Key.SequenceCompareTo(y.Key) is var compared && (compared < 0 || (compared == 0 && one < other)) : x.Prefix < y.Prefix;
    }
}

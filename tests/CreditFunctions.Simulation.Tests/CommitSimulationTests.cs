using System.Globalization;

namespace CreditFunctions.Simulation;

/// <summary>
/// The commit protocol and the snapshot scan against a storage that delays, reorders, loses requests, loses answers and delivers late, with programs that die between
/// any two storage calls and a clock that jumps over expiries. A failing seed prints itself: <c>SIMULATION_SEED=n dotnet test</c> replays it, and
/// <c>SIMULATION_COUNT=100000</c> makes a longer run.
/// </summary>
public sealed class CommitSimulationTests
{
    private const int DefaultCount = 700;

    [Fact]
    public void Committer_StormyStorageWithLateWrites_LosesDoublesAndTearsNothing() =>
        Run(new Climate(FaultPercent: 12, MaxDelay: TimeSpan.FromSeconds(7), MaxLateness: TimeSpan.FromSeconds(60)), withScans: false);

    [Fact]
    public void Committer_UnsteadyStorageWithinItsTimeouts_AnswersEveryInstantTheSameForEver() =>
        Run(new Climate(FaultPercent: 5, MaxDelay: TimeSpan.FromSeconds(4), MaxLateness: TimeSpan.FromSeconds(4)), withScans: true);

    [Fact]
    public void Committer_CalmStorage_LosesDoublesAndTearsNothing() =>
        Run(new Climate(FaultPercent: 0, MaxDelay: TimeSpan.FromMilliseconds(50), MaxLateness: TimeSpan.FromSeconds(1)), withScans: true);

    private static void Run(Climate climate, bool withScans)
    {
        var only = Setting("SIMULATION_SEED");
        var seeds = only is { } seed ? [seed] : Enumerable.Range(1, Setting("SIMULATION_COUNT") ?? DefaultCount);
        // Take inside the parallel query would make all of it run on one core.
        var lives = seeds.AsParallel().WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .Select(number => (Seed: number, Faults: Live(number, climate, withScans))).Where(life => life.Faults.Count > 0).AsSequential().Take(3).ToList();
        Assert.True(lives.Count == 0, string.Join("\n", lives.Select(life => $"seed {life.Seed}: {string.Join("; ", life.Faults.Take(5))}")));
    }

    private static IReadOnlyList<string> Live(int seed, Climate climate, bool withScans)
    {
        var world = new World(seed, climate);
        try
        {
            world.Live(clients: 4, requestsEach: 9, withScans);
        }
        catch (Exception exception)
        {
            return [exception.ToString()];
        }

        // Late writes may land after a snapshot's settling time there, so what was read of the near past may have changed.
        var faults = new Verdict(world).Judge();
        return withScans ? faults : [.. faults.Where(fault => !fault.Contains(" was answered otherwise then", StringComparison.Ordinal))];
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

using System.Globalization;
using CreditFunctions.Azurite;

namespace CreditFunctions.Processes;

/// <summary>
/// What the simulation shows of the commit protocol, for real: two processes of the program, Azurite, the clock on the wall, and SIGKILL. <c>KILLS=1000 dotnet test</c>
/// makes a longer run, <c>KILLS_SEED=n</c> one with other choices; when things happen is chance in any case.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int DefaultKills = 60;
    private const int DefaultSeed = 1;
    private const int KillsBetweenVerdicts = 30;

    /// <summary>The fewest kills for which both sides of a write are struck with certainty.</summary>
    private const int ManyKills = 50;

    [Fact]
    public async Task Program_KilledInMidWrite_LosesDoublesAndTearsNothing()
    {
        var (kills, seed) = (Setting("KILLS") ?? DefaultKills, Setting("KILLS_SEED") ?? DefaultSeed);
        await using var azurite = await AzuriteServer.StartAsync(new(), TestContext.Current.CancellationToken);
        using var world = new World(azurite.ConnectionString, seed);
        await world.StartAsync();

        var verdict = new Verdict(world);
        for (var done = 0; done < kills; done += KillsBetweenVerdicts)
        {
            await world.LiveAsync(Math.Min(KillsBetweenVerdicts, kills - done));
            verdict = new(world);
            var faults = await verdict.JudgeAsync();
            Assert.True(faults.Count == 0, $"KILLS_SEED={seed}: {string.Join("\n", faults.Take(5))}\n{Story(world)}");
        }

        output.WriteLine(Story(world));
        AssertKillsStruck(world);
        if (kills >= ManyKills)
        {
            Assert.Empty(Known.Types.Except(verdict.Types));
        }
    }

    /// <summary>Kills that meet no write under way would show nothing.</summary>
    private static void AssertKillsStruck(World world)
    {
        var broken = world.Sent.Where(sent => sent.Breaks > 0).ToList();
        Assert.True(world.Killed.Count(process => process.Broken > 0) * 2 >= world.Killed.Count, $"Too few kills broke off a request. {Story(world)}");
        if (world.Killed.Count >= ManyKills)
        {
            Assert.True(broken.Exists(sent => sent.IsReplayed), $"No kill came between a write and its answer. {Story(world)}");
            Assert.True(broken.Exists(sent => sent is { Entries: not null, IsReplayed: false }), $"No kill came before a write. {Story(world)}");
        }
    }

    private static string Story(World world)
    {
        var broken = world.Sent.Where(sent => sent.Breaks > 0).ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{world.Killed.Count} kills, {world.Killed.Count(process => process.Broken > 0)} of which broke off {broken.Count} of {world.Sent.Count} requests. Of these {broken.Count(sent => sent.IsReplayed)} had been done and {broken.Count(sent => sent.Entries is null)} were refused when sent again; {world.Sent.Count(sent => sent.Entries is null)} were refused in all. {world.Seen.Count} looks at the past.");
    }

    private static int? Setting(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

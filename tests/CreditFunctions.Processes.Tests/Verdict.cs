using System.Text.Json;
using System.Text.RegularExpressions;

namespace CreditFunctions.Processes;

/// <summary>What a reader saw of a past instant.</summary>
public sealed record Seen(string Customer, string Path, string Text);

/// <summary>Asks both processes for all there is while nobody writes, and says what is wrong with it. Adds everything up anew from the entries' moves, by plain loops.</summary>
public sealed partial class Verdict(World world)
{
    private const string Reserved = "reserved";

    private static readonly string[] Buckets = ["pending", "available", Reserved, "applied", "expired", "voided"];

    private readonly List<string> faults = [.. world.Faults];
    private readonly Dictionary<AccountPath, List<Line>> ledgers = [];

    /// <summary>The types of all entries there are.</summary>
    public IEnumerable<string> Types => ledgers.Values.SelectMany(static ledger => ledger.Select(static line => line.Type)).Distinct(StringComparer.Ordinal);

    /// <summary>All that is wrong; empty if nothing is.</summary>
    public async Task<IReadOnlyList<string>> JudgeAsync()
    {
        foreach (var account in World.Accounts)
        {
            // Chance may have given it nothing yet.
            if (!world.Sent.Any(sent => sent.Account == account && sent.Entries is not null))
            {
                ledgers.Add(account, []);
                continue;
            }

            var states = await Task.WhenAll(world.Processes.Select(process => world.GetAsync(process, account.Text)));
            var ledger = await LedgerAsync(account);
            ledgers.Add(account, ledger);
            JudgeChain(account, ledger);
            var grants = JudgeTotals(account, ledger);
            foreach (var state in states)
            {
                JudgeState(account, ledger, grants, state);
            }
        }

        JudgeRequests();
        await JudgeReaderAsync();
        return faults;
    }

    /// <summary>The entries, oldest first, which both processes answer alike.</summary>
    private async Task<List<Line>> LedgerAsync(AccountPath account)
    {
        var lines = new List<string>[world.Processes.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = [.. (await PagesAsync(world.Processes[i], account)).Select(line => line.GetRawText()).Reverse()];
        }

        // Time goes on between the two: what it does is counted though nobody writes it down, and a process that has just begun writes down what is due, whereby it gets its number.
        var (one, other) = (lines[0], lines[1]);
        Expect(other.Count >= one.Count && one.Zip(other).All(static pair => pair.First == pair.Second || pair.First == Number().Replace(pair.Second, "\"number\":null")), $"{account}: the two processes answer with different entries");
        return [.. one.Select(line => Answers.Read<Line>(line))];
    }

    private async Task<List<JsonElement>> PagesAsync(ProgramProcess process, AccountPath account)
    {
        var lines = new List<JsonElement>();
        for (var cursor = ""; ;)
        {
            var page = Answers.Read<LedgerPage>(await world.GetAsync(process, $"{account.Text}/entries?limit=1000{cursor}"));
            lines.AddRange(page.Entries);
            if (page.NextCursor is null)
            {
                return lines;
            }

            cursor = $"&cursor={page.NextCursor}";
        }
    }

    private void JudgeChain(AccountPath account, List<Line> ledger)
    {
        for (var i = 0; i < ledger.Count; i++)
        {
            Expect(ledger[i].Seq == i + 1, $"{account}: entry {i + 1} has seq {ledger[i].Seq}");
            Expect(i == 0 || ledger[i].PostedAt >= ledger[i - 1].PostedAt, $"{account}: entry {i + 1} goes back in time");
        }

        Expect(ledger.DistinctBy(line => line.EntryId).Count() == ledger.Count, $"{account}: an entry's id is there twice");
    }

    /// <summary>What each grant has in each bucket after the last entry.</summary>
    private Dictionary<string, decimal[]> JudgeTotals(AccountPath account, List<Line> ledger)
    {
        var grants = new Dictionary<string, decimal[]>(StringComparer.Ordinal);
        foreach (var line in ledger)
        {
            if (line.Type == "grant")
            {
                grants[line.GrantId!] = new decimal[Buckets.Length];
            }

            foreach (var move in line.Moves)
            {
                if (move.From is { } from)
                {
                    grants[move.GrantId][Array.IndexOf(Buckets, from)] -= move.Amount;
                }

                grants[move.GrantId][Array.IndexOf(Buckets, move.To)] += move.Amount;
                Expect(grants[move.GrantId].All(amount => amount >= 0), $"{account}: entry {line.Seq} takes what grant {move.GrantId} does not have");
            }

            var sums = Sums(grants.Values) with { Overage = line.Totals.Overage };
            Expect(line.Totals == sums, $"{account}: totals after entry {line.Seq} are {line.Totals}, its moves come to {sums}");
            Expect(line.Totals.Available >= 0 && line.Totals.Overage >= 0, $"{account}: entry {line.Seq} leaves {line.Totals}");
        }

        return grants;
    }

    private void JudgeState(AccountPath account, List<Line> ledger, Dictionary<string, decimal[]> grants, string text)
    {
        var (state, totals) = (Answers.Read<AccountState>(text), Answers.Read<Totals>(text));
        var last = ledger.FindLastIndex(line => line.PostedAt <= state.AsOf);
        Expect(totals == ledger[last].Totals, $"{account}: its totals are {totals}, after its last entry {ledger[last].Totals}");
        if (last != ledger.Count - 1)
        {
            // Time went on after the answer.
            return;
        }

        var reserved = ledger.Where(line => line.ReservationId is not null).GroupBy(line => line.ReservationId!, StringComparer.Ordinal)
            .Select(lines => new ReservationState(lines.Key, lines.SelectMany(line => line.Moves).Sum(move => move.To == Reserved ? move.Amount : move.From == Reserved ? -move.Amount : 0)))
            .Where(reservation => reservation.Amount != 0);
        Expect(reserved.ToHashSet().SetEquals(state.Reservations), $"{account}: its open reservations are not the sums of their moves");
        var active = grants.Where(grant => grant.Value[0] + grant.Value[1] + grant.Value[2] > 0).ToDictionary(StringComparer.Ordinal);
        Expect(active.Count == state.Grants.Count, $"{account}: it has {active.Count} grants with something left, and answers {state.Grants.Count}");
        foreach (var grant in state.Grants)
        {
            decimal[] answered = [grant.Pending, grant.Available, grant.Reserved, grant.Applied, grant.Expired, grant.Voided];
            Expect(active.TryGetValue(grant.GrantId, out var moved) && moved.SequenceEqual(answered) && moved.Sum() == grant.Amount, $"{account}: {grant} is not the sum of its moves");
        }
    }

    private void JudgeRequests()
    {
        var byMemo = ledgers.SelectMany(ledger => ledger.Value.Select(line => (Account: ledger.Key, Line: line))).Where(entry => entry.Line.Memo is not null)
            .ToLookup(entry => entry.Line.Memo!, StringComparer.Ordinal);
        foreach (var sent in world.Sent)
        {
            var found = byMemo[sent.Memo].ToList();
            if (sent.Entries is null)
            {
                Expect(found.Count == 0, $"{sent.Memo} was refused and is done; it was broken off {sent.Breaks} times");
                continue;
            }

            Expect(
                found.TrueForAll(entry => entry.Account == sent.Account) && found.Select(entry => entry.Line.EntryId).SequenceEqual(sent.Entries.Select(entry => entry.EntryId)),
                $"{sent.Memo} was acknowledged with {sent.Entries.Count} entries and has {found.Count}; it was broken off {sent.Breaks} times");
            Expect(
                sent.Entries.Count == sent.Commands.Count && sent.Commands.Zip(sent.Entries).All(pair => Known.IsOf(pair.First, pair.Second)),
                $"{sent.Memo} became {string.Join(", ", sent.Entries.Select(entry => $"{entry.Type} {entry.Amount}"))}");
        }

        var memos = world.Sent.Select(sent => sent.Memo).ToHashSet(StringComparer.Ordinal);
        Expect(byMemo.All(entries => memos.Contains(entries.Key)), "there are entries that nobody asked for");
    }

    /// <summary>What was seen of an instant is what its last entry says, and what is answered of it now.</summary>
    private async Task JudgeReaderAsync()
    {
        foreach (var (seen, at) in world.Seen.Select((seen, at) => (seen, at)))
        {
            var process = world.Processes[at % world.Processes.Count];
            Expect(await world.GetAsync(process, seen.Path) == seen.Text, $"{seen.Path} was answered otherwise then: {seen.Text}");
            var then = Answers.Read<CreditsState>(seen.Text);
            var totals = then.Accounts.ToDictionary(account => account.GetProperty("unit").GetString()!, Answers.Read<Totals>, StringComparer.Ordinal);
            foreach (var (account, ledger) in ledgers.Where(ledger => ledger.Key.Customer == seen.Customer))
            {
                var last = ledger.FindLast(line => line.PostedAt <= then.AsOf);
                Expect(last?.Totals == totals.GetValueOrDefault(account.Unit), $"{seen.Path} was answered {seen.Text}, and the last entry until then left {last?.Totals}");
            }
        }
    }

    private static Totals Sums(IEnumerable<decimal[]> grants)
    {
        var sums = new decimal[Buckets.Length];
        foreach (var grant in grants)
        {
            for (var bucket = 0; bucket < sums.Length; bucket++)
            {
                sums[bucket] += grant[bucket];
            }
        }

        return new(sums.Sum(), sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], 0);
    }

    private void Expect(bool holds, string fault)
    {
        if (!holds)
        {
            faults.Add(fault);
        }
    }

    [GeneratedRegex("\"number\":[0-9]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}

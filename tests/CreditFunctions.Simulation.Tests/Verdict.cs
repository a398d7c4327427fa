using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Simulation;

/// <summary>Looks at what a life has left in storage and says what is wrong with it. Adds everything up anew from the entries' moves, by plain loops.</summary>
public sealed class Verdict(World world)
{
    private readonly Dictionary<AccountKey, List<EntryRow>> entries = [];
    private readonly Dictionary<AccountKey, Account> accounts = [];
    private readonly Dictionary<AccountKey, List<Account>> states = [];
    private readonly List<string> faults = [];

    /// <summary>All that is wrong; empty if nothing is.</summary>
    public IReadOnlyList<string> Judge()
    {
        // Storage is calm now, so every call is done when it returns.
        ReadAllAsync().GetAwaiter().GetResult();
        foreach (var account in accounts.Values)
        {
            JudgeChain(account, entries.GetValueOrDefault(account.Key) ?? []);
            JudgeTotals(account, entries.GetValueOrDefault(account.Key) ?? []);
            JudgeReservations(account, entries.GetValueOrDefault(account.Key) ?? []);
            JudgeReplay(account, entries.GetValueOrDefault(account.Key) ?? []);
        }

        JudgeRequests();
        JudgeReaders();
        new SnapshotVerdict(world, accounts.Keys, TotalsAt, entries, Expect).JudgeAsync().GetAwaiter().GetResult();
        JudgeAudits();
        return faults;
    }

    private void JudgeChain(Account account, List<EntryRow> chain)
    {
        var head = EntryHash.Genesis(account.Key, account.Unit);
        var (number, postedAt) = (0L, Instant.Min);
        for (var i = 0; i < chain.Count; i++)
        {
            var entry = chain[i].Entry;
            Expect(entry.Seq == i + 1, $"{account.Key.Customer}: entry {i + 1} has seq {entry.Seq}");
            Expect(entry.Previous == head, $"{account.Key.Customer}: entry {entry.Seq} does not name the hash before it");
            Expect(entry.Number > number, $"{account.Key.Customer}: number of entry {entry.Seq} does not grow");
            Expect(entry.Draft.PostedAt >= postedAt, $"{account.Key.Customer}: entry {entry.Seq} goes back in time");
            (head, number, postedAt) = (EntryHash.Of(chain[i].Canonical.Span), entry.Number, entry.Draft.PostedAt);
        }

        Expect(account.Seq == chain.Count && account.Head == head, $"{account.Key.Customer}: the account's head is not its last entry");
        foreach (var commit in chain.GroupBy(row => row.Entry.CommitId, StringComparer.Ordinal))
        {
            Expect(commit.Max(row => row.Entry.Seq) - commit.Min(row => row.Entry.Seq) + 1 == commit.Count(), $"commit {commit.Key} is torn");
        }
    }

    private void JudgeTotals(Account account, List<EntryRow> chain)
    {
        var grants = new Dictionary<long, long[]>();
        var overage = 0L;
        foreach (var row in chain)
        {
            overage += row.Entry.Draft.OverageChange ?? 0;
            Expect(overage >= 0 && overage == row.Entry.Overage, $"{account.Key.Customer}: overage after entry {row.Entry.Seq} is not the sum of its changes");
            if (row.Entry.Draft.Terms is not null)
            {
                grants[row.Entry.Seq] = new long[6];
            }

            foreach (var move in row.Entry.Draft.Moves)
            {
                if (move.From is { } from)
                {
                    grants[move.Grant][(int)from] -= move.Amount;
                }

                grants[move.Grant][(int)move.To] += move.Amount;
                Expect(grants[move.Grant].All(amount => amount >= 0), $"{account.Key.Customer}: entry {row.Entry.Seq} takes what grant {move.Grant} does not have");
            }

            Expect(Sum(grants.Values) == row.Entry.Totals, $"{account.Key.Customer}: totals after entry {row.Entry.Seq} are not the sums of its moves");
        }

        Expect(Sum(grants.Values) == account.Totals, $"{account.Key.Customer}: the account's totals are not the sums of its entries");
        var active = grants.Where(grant => grant.Value[0] + grant.Value[1] + grant.Value[2] > 0).Select(grant => grant.Key);
        Expect(active.Order().SequenceEqual(account.Grants.Select(grant => grant.Id)), $"{account.Key.Customer}: the account's active grants are not those with something left");
    }

    private void JudgeReservations(Account account, List<EntryRow> chain)
    {
        var open = new SortedDictionary<long, Dictionary<long, long>>();
        foreach (var draft in chain.Select(row => row.Entry))
        {
            if (draft.Draft.Type == EntryType.Reserve)
            {
                open.Add(draft.Seq, draft.Draft.Moves.ToDictionary(move => move.Grant, move => move.Amount));
            }
            else if (draft.Draft.Reservation is { } id)
            {
                foreach (var move in draft.Draft.Moves.Where(move => move.From == Bucket.Reserved))
                {
                    open[id][move.Grant] -= move.Amount;
                    Expect(open[id][move.Grant] >= 0, $"{account.Key.Customer}: entry {draft.Seq} takes more than reservation {id} holds");
                }
            }
        }

        var expected = open.Where(one => one.Value.Values.Sum() > 0).Select(one => $"{one.Key}: {one.Value.Values.Sum()}");
        Expect(expected.SequenceEqual(account.Reservations.Select(one => $"{one.Id}: {one.Amount}")), $"{account.Key.Customer}: the open reservations are not those with something left");
    }

    /// <summary>The entries lead to the account and to the rows beside it.</summary>
    private void JudgeReplay(Account account, List<EntryRow> chain)
    {
        var replay = new Replay(account.Key, account.Unit);
        var past = states[account.Key] = [];
        foreach (var row in chain)
        {
            var problem = replay.Add(row.Canonical.Span, row.Entry.Seq);
            Expect(problem is null, $"{account.Key.Customer}: entry {row.Entry.Seq}: {problem}");
            past.Add(replay.Account);
        }

        Expect(
            AccountRow.Write(replay.Account).Span.SequenceEqual(AccountRow.Write(account).Span), $"{account.Key.Customer}: the account is not what its entries come to");
        var (table, partition) = (world.Storage.Table(StoreNames.Credits), RowKeys.Partition(World.Business.Id, 0));
        foreach (var grant in replay.Grants.Values.Where(grant => !grant.IsActive))
        {
            var stored = table.GetAsync(partition, RowKeys.Grant(account.Key, grant.Id), GrantRow.Read, [], default).GetAwaiter().GetResult();
            Expect(stored is not null && GrantRow.Write(stored.Grant).Span.SequenceEqual(GrantRow.Write(grant).Span), $"{account.Key.Customer}: the row of grant {grant.Id} is not how it ended");
        }

        foreach (var reversal in replay.Records.Reversals.Values)
        {
            var stored = table.GetAsync(partition, RowKeys.Reversal(account.Key, reversal.Entry), ReversalRow.Read, [], default).GetAwaiter().GetResult();
            Expect(stored == new ReversalRow(reversal.Credit, reversal.Overage), $"{account.Key.Customer}: the row of reversed entry {reversal.Entry} is not what was undone");
        }

        foreach (var end in replay.Records.Reservations.Values)
        {
            var stored = table.GetAsync(partition, RowKeys.Reservation(account.Key, end.Id), ReservationRow.Read, [], default).GetAwaiter().GetResult();
            Expect(stored == new ReservationRow(end.By, end.Entry, end.EndedAt), $"{account.Key.Customer}: the row of reservation {end.Id} is not how it ended");
        }
    }

    private void JudgeRequests()
    {
        var byMemo = entries.Values.SelectMany(rows => rows).Where(row => row.Entry.Draft.Memo is not null)
            .ToLookup(row => row.Entry.Draft.Memo!, StringComparer.Ordinal);
        foreach (var sent in world.Sent)
        {
            var found = byMemo[sent.Memo].Count();
            var (none, once) = (found == 0, found == sent.Commands.Count);
            Expect(none || once, $"{sent.Memo} of {sent.Commands.Count} commands has {found} entries");
            Expect(sent.Told != Told.Done || once, $"{sent.Memo} was acknowledged and is lost");
            Expect(sent.Told != Told.NotDone || none, $"{sent.Memo} was refused and is done{(sent.HasKey ? " (it has a key)" : "")}");
        }
    }

    private void JudgeReaders()
    {
        foreach (var seen in world.Seen)
        {
            Expect(TotalsAt(seen.Account, seen.AsOf) == seen.Totals, $"{seen.Account.Customer} as of {seen.AsOf} was answered otherwise then");
        }
    }

    private void JudgeAudits()
    {
        world.AuditAsync().GetAwaiter().GetResult();
        faults.AddRange(world.Findings.Select(finding => $"an audit blames {finding.Row}: {finding.Problem}"));
    }

    private Totals TotalsAt(AccountKey key, Instant asOf)
    {
        // Taken back by plain replay: history that was imported later has nothing to say about what was answered before.
        var state = states.GetValueOrDefault(key)?.FindLast(one => one.UpdatedAt <= asOf);
        return state is null ? default : Settlement.Settle(state, asOf).Totals;
    }

    private async Task ReadAllAsync()
    {
        var store = new CreditStore(world.Storage.Table(StoreNames.Credits));
        await foreach (var (row, _) in store.AccountsAndCustomersAsync(World.Business.Id, 0, default))
        {
            if (row is not null)
            {
                accounts.Add(row.Account.Key, row.Account);
            }
        }

        await foreach (var row in store.EntriesAsync(World.Business.Id, 0, default))
        {
            if (!entries.TryGetValue(row.Account, out var chain))
            {
                entries.Add(row.Account, chain = []);
            }

            // Newest first, as they are stored.
            chain.Insert(0, row);
        }
    }

    private static Totals Sum(IEnumerable<long[]> grants)
    {
        var sums = new long[6];
        foreach (var grant in grants)
        {
            for (var bucket = 0; bucket < sums.Length; bucket++)
            {
                sums[bucket] += grant[bucket];
            }
        }

        return new(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
    }

    private void Expect(bool holds, string fault)
    {
        if (!holds)
        {
            faults.Add(fault);
        }
    }
}

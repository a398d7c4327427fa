namespace CreditFunctions.Ledger.Tests;

/// <summary>The rows every commit writes beside the account's own.</summary>
public sealed class RowProperties
{
    // The account, its customer, its hash, its time.
    private const int FixedRows = 4;

    [Fact]
    public void Rows_EveryCommit_AreAtMost90() => HistoryProperties.ForAll(AssertFewRows);

    [Fact]
    public void Rows_EveryCommitOfACrowdedAccount_AreAtMost90() => HistoryProperties.ForAll(AssertFewRows, History.Crowded, 6);

    [Fact]
    public void GrantRows_EveryCommit_AreTheNewTheEndedAndTheRevived() => HistoryProperties.ForAll(history =>
    {
        var known = new Dictionary<long, Grant>();
        foreach (var plan in history.Plans)
        {
            var (before, after) = (Active(plan.Before), Active(plan.After));
            var made = plan.Entries.Where(entry => entry.Entry.Draft.Type == EntryType.Grant).Select(entry => entry.Entry.Seq);
            var touched = plan.Entries.Select(entry => entry.Entry.Draft)
                .SelectMany(draft => draft.Moves.Where(move => move.From is not null).Select(move => move.Grant).Concat(draft.Amended is { } amended ? [amended.Grant] : []));
            long[] needed = [.. made.Union(touched.Where(id => !before.Contains(id) || !after.Contains(id))).Order()];

            // A grant that ended and came back to life in one commit has a row too.
            var twice = touched.GroupBy(id => id).Where(times => times.Count() > 1).Select(times => times.Key).Where(id => before.Contains(id) && after.Contains(id));
            Assert.Equal(needed, plan.Records.Grants.Keys.Except(twice));
            foreach (var grant in plan.After.Grants.Concat(plan.Records.Grants.Values))
            {
                known[grant.Id] = grant;
            }

            Assert.All(plan.Records.Grants.Values, grant => Assert.Equal(known[grant.Id], plan.After.Grant(grant.Id) ?? grant));
            Assert.Equal(Build.Sum(known.Values), plan.After.Totals);
        }
    });

    [Fact]
    public void Grants_EveryCommit_KnowWhenTheyLastChangedAndWhenTheyWereFirstVoided() => HistoryProperties.ForAll(history =>
    {
        var (updated, voided) = (new Dictionary<long, Instant>(), new Dictionary<long, Voiding>());
        foreach (var plan in history.Plans)
        {
            foreach (var (entry, draft) in plan.Entries.Select(entry => (entry.Entry, entry.Entry.Draft)))
            {
                foreach (var id in draft.Moves.Select(move => move.Grant).Concat(draft.Amended is { } amended ? [amended.Grant] : []))
                {
                    updated[id] = Instant.Later(draft.CreatedAt, updated.GetValueOrDefault(id));
                }

                foreach (var move in draft.Moves.Where(move => move.To == Bucket.Voided))
                {
                    voided.TryAdd(move.Grant, new(entry.Seq, draft.CreatedAt));
                }
            }

            Assert.All(
                plan.After.Grants.Concat(plan.Records.Grants.Values.Where(grant => !grant.IsActive)),
                grant => Assert.Equal((updated[grant.Id], voided.GetValueOrDefault(grant.Id)), (grant.UpdatedAt, grant.Voided)));
        }
    });

    [Fact]
    public void ReversalRows_EveryCommit_AreWhatWasUndoneOfItsEntriesSoFar() => HistoryProperties.ForAll(history =>
    {
        var undone = new Dictionary<long, Reversal>();
        foreach (var plan in history.Plans)
        {
            var reversals = plan.Entries.Select(entry => entry.Entry.Draft).Where(draft => draft.Reverses is not null).ToArray();
            foreach (var draft in reversals)
            {
                var id = draft.Reverses!.Value;
                var (soFar, credit) = (undone.GetValueOrDefault(id, new(id, 0, 0)), draft.Moves.Sum(move => move.Amount));
                undone[id] = new(id, soFar.Credit + credit, soFar.Overage + draft.Amount - credit);
            }

            Assert.Equal(reversals.Select(draft => undone[draft.Reverses!.Value]).Distinct().OrderBy(one => one.Entry), plan.Records.Reversals.Values);
        }
    });

    [Fact]
    public void ReservationRows_EveryCommit_AreThoseOfReservationsThatEnded() => HistoryProperties.ForAll(history => Assert.All(history.Plans, plan =>
    {
        var open = plan.After.Reservations.Select(one => one.Id).ToArray();
        var ends = plan.Entries.Where(entry => entry.Entry.Draft.Type is EntryType.Capture or EntryType.Release or EntryType.Lapse)
            .GroupBy(entry => entry.Entry.Draft.Reservation!.Value)
            .Where(entries => !open.Contains(entries.Key))
            .Select(entries => (Id: entries.Key, Last: entries.Last().Entry))
            .OrderBy(end => end.Id);
        Assert.Equal(ends.Select(end => new ReservationEnd(end.Id, end.Last.Draft.Type, end.Last.Seq, end.Last.Draft.PostedAt)), plan.Records.Reservations.Values);
    }));

    private static void AssertFewRows(History history) => Assert.All(history.Plans, plan => Assert.InRange(
        FixedRows + plan.Entries.Count + plan.Records.Count + plan.Answers.Count(answer => answer.Refusal is null), 0, Limits.CommitRows));

    private static HashSet<long> Active(Account account) => [.. account.Grants.Select(grant => grant.Id)];
}

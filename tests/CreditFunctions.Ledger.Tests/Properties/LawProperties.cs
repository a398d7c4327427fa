namespace CreditFunctions.Ledger.Tests;

/// <summary>What holds for every life of an account by itself.</summary>
public sealed class LawProperties
{
    [Fact]
    public void Totals_AfterEveryStep_KeepTheOneLaw() => HistoryProperties.ForAll(history =>
    {
        foreach (var shelf in history.Turns.Select(turn => turn.After))
        {
            var given = shelf.Entries.Where(entry => entry.Entry.Draft.Type == EntryType.Grant).Select(entry => (entry.Entry.Seq, entry.Entry.Draft.Amount));
            Assert.Equal(given, shelf.Grants.Values.Select(grant => (grant.Id, grant.Totals.Granted)));
            Assert.Equal(Build.Sum(shelf.Grants.Values), shelf.Account.Totals);
            Assert.All(shelf.Grants.Values.Select(grant => grant.Totals).Append(shelf.Account.Totals), totals =>
                Assert.All(Enum.GetValues<Bucket>(), bucket => Assert.True(totals[bucket] >= 0)));
        }
    });

    [Fact]
    public void Overage_AfterEveryEntry_IsTheSumOfItsChanges() => HistoryProperties.ForAll(history =>
    {
        var overage = 0L;
        foreach (var entry in history.Shelf.Entries.Select(entry => entry.Entry))
        {
            overage += entry.Draft.OverageChange ?? 0;
            Assert.Equal(overage, entry.Overage);
            Assert.True(overage >= 0);
        }

        Assert.Equal(overage, history.Shelf.Account.Overage);
    });

    [Fact]
    public void Reserved_AfterEveryStep_IsWhatReservationsHold() => HistoryProperties.ForAll(history =>
    {
        foreach (var account in history.Turns.Select(turn => turn.After.Account))
        {
            var held = account.Reservations.SelectMany(one => one.Parts).GroupBy(part => part.Grant).ToDictionary(parts => parts.Key, parts => parts.Sum(part => part.Amount));
            Assert.All(account.Grants, grant => Assert.Equal(held.GetValueOrDefault(grant.Id), grant.Totals.Reserved));
            Assert.All(account.Reservations, one => Assert.True(one.Amount > 0));
        }
    });

    [Fact]
    public void Entries_InTheirOrder_NeverGoBackInTimeAndAlwaysUpInNumber() => HistoryProperties.ForAll(history =>
    {
        var entries = history.Shelf.Entries.Select(entry => entry.Entry).ToArray();
        Assert.Equal(Enumerable.Range(1, entries.Length).Select(seq => (long)seq), entries.Select(entry => entry.Seq));
        Assert.All(entries, entry => Assert.True(entry.Draft.CreatedAt <= entry.Draft.PostedAt));
        Assert.All(entries.Zip(entries.Skip(1)), pair =>
        {
            Assert.True(pair.First.Number < pair.Second.Number);
            Assert.True(pair.First.Draft.PostedAt <= pair.Second.Draft.PostedAt);
        });
    });

    [Fact]
    public void RefusedRequests_LeftOut_ComesToTheSameBytes() => HistoryProperties.ForAll(history =>
    {
        foreach (var turn in history.Turns.Where(turn => !turn.IsSettledAlone))
        {
            CommandSet[] done = [.. turn.Requests.Where((_, at) => turn.Answers[at].Refusal is null)];
            Assert.Equal(turn.After.Account.Head, turn.Before.Commit(done, turn.Policy, Ticks.At(turn.Clock)).After.Account.Head);
        }
    });

    [Fact]
    public void RefusedRequests_AllOfAPlan_WriteNothing() => HistoryProperties.ForAll(history => Assert.All(
        history.Turns.Where(turn => !turn.IsSettledAlone && turn.Answers.All(answer => answer.Refusal is not null)),
        turn =>
        {
            var plan = Assert.Single(turn.Plans);
            Assert.Same(plan.Before, plan.After);
            Assert.Empty(plan.Entries);
            Assert.Equal(0, plan.Records.Count);
        }));

    [Fact]
    public void Answers_Done_AreTheEntriesThatAreNoEffectsOfTime() => HistoryProperties.ForAll(history => Assert.All(
        history.Plans,
        plan => Assert.Equal(plan.Entries.Where(entry => !entry.Entry.Draft.IsEffectOfTime), plan.Answers.SelectMany(answer => answer.Entries))));
}

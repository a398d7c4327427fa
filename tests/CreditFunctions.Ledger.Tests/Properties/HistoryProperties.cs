using FsCheck.Fluent;

namespace CreditFunctions.Ledger.Tests;

/// <summary>What holds for every life of an account, whatever is asked and however the clock jumps.</summary>
public sealed class HistoryProperties
{
    private const int Runs = 200;

    [Fact]
    public void Totals_AfterEveryStep_KeepTheOneLaw() => ForAll(history =>
    {
        var grants = new Dictionary<long, Grant>();
        foreach (var turn in history.Turns)
        {
            Remember(grants, turn);
            Assert.All(grants.Values.Select(grant => grant.Totals).Append(turn.After.Totals), AssertNothingNegative);
            Assert.Equal(Build.Sum(grants.Values), turn.After.Totals);
            var given = turn.Model.Grants.Select(grant => (long)grant.AppliedAt.Count);
            Assert.Equal(given, grants.Values.OrderBy(grant => grant.Id).Select(grant => grant.Totals.Granted));
        }
    });

    [Fact]
    public void Totals_AfterEveryStep_AreTheModels() => ForAll(history =>
    {
        foreach (var turn in history.Turns)
        {
            var now = Math.Max(turn.Clock, turn.Model.LastPosted);
            Assert.Equal(turn.Model.At(now).Totals, Settlement.Settle(turn.After, Build.At(now)).Totals);
        }
    });

    [Fact]
    public void Grants_AfterEveryStep_AreTheModels() => ForAll(history =>
    {
        var grants = new Dictionary<long, Grant>();
        foreach (var turn in history.Turns)
        {
            Remember(grants, turn);
            var now = Math.Max(turn.Clock, turn.Model.LastPosted);
            var active = Settlement.Settle(turn.After, Build.At(now)).Grants.ToDictionary(grant => grant.Id);
            Assert.Equal(
                turn.Model.Grants.Select(grant => grant.At(now).Totals),
                grants.Values.OrderBy(grant => grant.Id).Select(grant => active.GetValueOrDefault(grant.Id, grant).Totals));
        }
    });

    [Fact]
    public void Answers_EveryRequest_AreTheModels() => ForAll(history => Assert.All(
        history.Turns,
        turn => Assert.Equal(turn.Said.Select(said => said.Code), turn.Answers.Select(answer => answer.Refusal?.Code), StringComparer.Ordinal)));

    [Fact]
    public void Moves_EveryApplication_AreThoseOfTheModelInItsOrder() => ForAll(history =>
    {
        var ids = history.Entries.Where(entry => entry.Entry.Draft.Terms is not null).Select(entry => entry.Entry.Seq).ToArray();
        Assert.Equal(
            history.Turns.SelectMany(turn => turn.Said).SelectMany(said => said.Drawn).Where(drawn => drawn.Count > 0)
                .Select(drawn => string.Join(", ", drawn.Select(one => $"{one.Amount} of {ids[one.Grant]}"))),
            history.Entries.Where(entry => entry.Entry.Draft.Type == EntryType.Apply)
                .Select(entry => string.Join(", ", entry.Entry.Draft.Moves.Select(move => $"{move.Amount} of {move.Grant}"))),
            StringComparer.Ordinal);
    });

    [Fact]
    public void RefusedRequests_LeftOut_ComesToTheSameBytes() => ForAll(history =>
    {
        foreach (var turn in history.Turns)
        {
            CommandSet[] done = [.. turn.Requests.Where((_, at) => turn.Answers[at].Refusal is null)];
            Assert.Equal(turn.After.Head, History.Commit(turn.Before, done, turn.Fifo, turn.Clock)[^1].After.Head);
        }
    });

    [Fact]
    public void Answers_Done_AreTheEntriesThatAreNoEffectsOfTime() => ForAll(history => Assert.All(
        history.Turns,
        turn => Assert.Equal(
            turn.Entries.Where(entry => entry.Entry.Draft.Type is EntryType.Grant or EntryType.Apply),
            turn.Answers.SelectMany(answer => answer.Entries))));

    [Fact]
    public void Replay_FromTheStoredBytes_IsTheSameAccount() => ForAll(history =>
    {
        var account = Build.Empty;
        foreach (var canonical in history.Entries.Select(entry => entry.Canonical))
        {
            var entry = EntryFormat.ReadEntry(canonical.Span);
            Assert.Equal(account.Head, entry.Previous);
            (account, var again) = Posting.Seal(account, Posting.Post(account, entry.Draft), entry.Draft, entry.CommitId, entry.Number);
            Assert.True(canonical.Span.SequenceEqual(again.Canonical.Span));
        }

        AssertSame(history.Account, account);
        Assert.Equal((history.Account.Head, history.Account.Number), (account.Head, account.Number));
    });

    [Fact]
    public void AsOf_EveryInstant_IsTheModelsThen() => ForAll(history =>
    {
        if (history.Turns.Count == 0)
        {
            return;
        }

        for (var time = 0; time < 100; time += 3)
        {
            Assert.Equal(history.Turns[^1].Model.At(time).Totals, AsOf(history, Build.At(time)).Totals);
        }
    });

    [Fact]
    public void AsOf_InstantAtWhichSomeoneRead_IsWhatTheySaw() => ForAll(history =>
    {
        for (var at = 0; at < history.Turns.Count; at++)
        {
            // Who reads before a step, at its clock; unless a later command is posted at that instant or before it, which no reader can foresee.
            var turn = history.Turns[at];
            var now = Instant.Later(Build.At(turn.Clock), turn.Before.UpdatedAt);
            var later = history.Turns.Skip(at).SelectMany(one => one.Answers).SelectMany(answer => answer.Entries);
            if (later.All(entry => entry.Entry.Draft.PostedAt > now))
            {
                AssertSame(Settlement.Settle(turn.Before, now), AsOf(history, now));
            }
        }
    });

    [Fact]
    public void Settle_InTwoSteps_IsSettlingAtOnce() => Property.Holds(
        Runs,
        History.Any.Generator.Zip(Gen.Choose(0, 30).Zip(Gen.Choose(0, 30))).ToArbitrary(),
        run =>
        {
            var (steps, (first, second)) = run;
            foreach (var turn in History.Play(steps).Turns)
            {
                var then = turn.After.UpdatedAt.Plus(TimeSpan.FromSeconds(first));
                var later = then.Plus(TimeSpan.FromSeconds(second));
                AssertSame(Settlement.Settle(turn.After, later), Settlement.Settle(Settlement.Settle(turn.After, then), later));
            }
        });

    [Fact]
    public void Entries_InTheirOrder_NeverGoBackInTimeAndAlwaysUpInNumber() => ForAll(history =>
    {
        var entries = history.Entries.Select(entry => entry.Entry).ToArray();
        Assert.Equal(Enumerable.Range(1, entries.Length).Select(seq => (long)seq), entries.Select(entry => entry.Seq));
        Assert.All(entries.Zip(entries.Skip(1)), pair =>
        {
            Assert.True(pair.First.Number < pair.Second.Number);
            Assert.True(pair.First.Draft.PostedAt <= pair.Second.Draft.PostedAt);
        });
    });

    [Fact]
    public void GrantRows_EveryCommit_AreExactlyTheNewAndTheEnded() => ForAll(history => Assert.All(
        history.Turns.SelectMany(turn => turn.Plans),
        plan =>
        {
            var after = plan.After.Grants.ToDictionary(grant => grant.Id);
            var made = plan.Entries.Where(entry => entry.Entry.Draft.Type == EntryType.Grant).Select(entry => entry.Entry.Seq);
            var ended = plan.Before.Grants.Select(grant => grant.Id).Where(id => !after.ContainsKey(id));
            Assert.Equal(made.Concat(ended).Order(), plan.Records.Grants.Values.Select(grant => grant.Id));
            Assert.All(plan.Records.Grants.Values, grant => Assert.Equal(after.GetValueOrDefault(grant.Id), grant.IsActive ? grant : null));
        }));

    [Fact]
    public void Rows_EveryCommit_AreAtMost90() => ForAll(history => Assert.All(
        history.Turns.SelectMany(turn => turn.Plans),
        plan => Assert.True(4 + plan.Entries.Count + plan.Records.Count + plan.Answers.Count(answer => answer.Refusal is null) <= 90)));

    private static void ForAll(Action<History> body) => Property.Holds(Runs, History.Any, steps => body(History.Play(steps)));

    /// <summary>The state at an instant as a reader of the past makes it: the last entry not after it, settled to it.</summary>
    private static Account AsOf(History history, Instant time) => Settlement.Settle(
        history.Entries.Where(entry => entry.Entry.Draft.PostedAt <= time).Aggregate(Build.Empty, (account, entry) => Posting.Post(account, entry.Entry.Draft)),
        time);

    /// <summary>The grants as the rows of the account and of the grants have them together.</summary>
    private static void Remember(Dictionary<long, Grant> grants, Turn turn)
    {
        foreach (var grant in turn.Plans.SelectMany(plan => plan.Records.Grants.Values).Concat(turn.After.Grants))
        {
            grants[grant.Id] = grant;
        }
    }

    private static void AssertNothingNegative(Totals totals) =>
        Assert.All(Enum.GetValues<Bucket>(), bucket => Assert.True(totals[bucket] >= 0));

    private static void AssertSame(Account expected, Account actual)
    {
        Assert.Equal(
            (expected.Seq, expected.Totals, expected.Overage, expected.CreatedAt, expected.UpdatedAt),
            (actual.Seq, actual.Totals, actual.Overage, actual.CreatedAt, actual.UpdatedAt));
        Assert.Equal(expected.Grants, actual.Grants);
    }
}

namespace CreditFunctions.Ledger.Tests;

/// <summary>Which rows a commit has written is known from its entries alone.</summary>
public sealed class ReplayRecordsTests
{
    [Fact]
    public void Records_GrantDrawnInALaterCommit_AreAsTheFirstLeftIt() =>
        Assert.Equal(new Totals(0, 10, 0, 0, 0, 0), Replayed([new GrantCommand(10)], [new ApplyCommand(3)]).Grants[1].Totals);

    [Fact]
    public void Records_GrantDrawnInItsOwnCommit_AreAsThatLeftIt() =>
        Assert.Equal(new Totals(0, 7, 0, 3, 0, 0), Replayed([new GrantCommand(10), new ApplyCommand(3)], [new ApplyCommand(3)]).Grants[1].Totals);

    [Fact]
    public void Records_GrantBroughtBack_AreAsTheReversalLeftIt() => Assert.Equal(
        new Totals(0, 4, 0, 6, 0, 0), Replayed([new GrantCommand(10), new ApplyCommand(10)], [new ReverseCommand(2) { Amount = 4 }], [new ApplyCommand(1)]).Grants[1].Totals);

    [Fact]
    public void Records_ReversedTwice_AddUp()
    {
        var records = Replayed([new GrantCommand(10)], [new ApplyCommand(8)], [new ReverseCommand(2) { Amount = 4 }], [new ReverseCommand(2) { Amount = 1 }]);

        Assert.Equal(new(2, 5, 0), records.Reversals[2]);
    }

    /// <summary>Plays each request as a commit of its own and replays all entries; the rows must be those the commits wrote.</summary>
    private static ChangedRecords Replayed(params Command[][] commits)
    {
        var (account, written, replay) = (Build.Empty, ChangedRecords.None, new Replay(Build.Key, Build.Euro));
        var entries = new List<Entry>();
        for (var at = 0; at < commits.Length; at++)
        {
            var records = Records.None with
            {
                Entries = Records.None.Entries.AddRange(entries.Select(entry => KeyValuePair.Create(entry.Seq, (Entry?)entry))),
                Grants = Records.None.Grants.AddRange(written.Grants.Select(pair => KeyValuePair.Create(pair.Key, (Grant?)pair.Value))),
                Reversals = Records.None.Reversals.AddRange(written.Reversals.Select(pair => KeyValuePair.Create(pair.Key, (Reversal?)pair.Value))),
            };
            var plan = CommitPlan.Make(account, [new CommandSet(commits[at])], Build.Standard, Build.At(at), $"commit {at}", 0, records);
            Assert.Null(Assert.Single(plan.Answers).Refusal);
            Assert.All(plan.Entries, entry => Assert.Null(replay.Add(entry.Canonical.Span, entry.Entry.Seq)));
            entries.AddRange(plan.Entries.Select(entry => entry.Entry));
            written = new(
                written.Grants.SetItems(plan.Records.Grants), written.Reversals.SetItems(plan.Records.Reversals), written.Reservations.SetItems(plan.Records.Reservations));
            account = plan.After;
        }

        Assert.Equal(written.Grants, replay.Records.Grants);
        Assert.Equal(written.Reversals, replay.Records.Reversals);
        return replay.Records;
    }
}

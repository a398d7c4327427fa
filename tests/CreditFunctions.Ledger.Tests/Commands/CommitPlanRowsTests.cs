namespace CreditFunctions.Ledger.Tests;

/// <summary>Which rows a commit writes for grants, and what happens when they would be too many for one.</summary>
public sealed class CommitPlanRowsTests
{
    // The account, its customer, its hash, its time.
    private const int FixedRows = 4;

    [Fact]
    public void Grants_NewGrant_IsThereAsItIsAfterTheCommit()
    {
        var plan = Build.Plan(Build.Empty, 1, new GrantCommand(10) { Memo = "m" }, new ApplyCommand(4));

        Assert.Equal((1, new Totals(0, 6, 0, 4, 0, 0), "m"), Row(Assert.Single(plan.Records.Grants.Values)));
    }

    [Fact]
    public void Grants_NewGrantUsedUpInTheSameCommit_IsThereOnceAsItEnded()
    {
        var plan = Build.Plan(Build.Empty, 1, new GrantCommand(10), new ApplyCommand(4), new ApplyCommand(6));

        Assert.Equal((1, new Totals(0, 0, 0, 10, 0, 0), null), Row(Assert.Single(plan.Records.Grants.Values)));
    }

    [Fact]
    public void Grants_OldGrantUsedInPart_IsNotThere()
    {
        var account = Build.Done(Build.Empty, 1, new GrantCommand(10));

        Assert.Empty(Build.Plan(account, 2, new ApplyCommand(4)).Records.Grants.Values);
    }

    [Fact]
    public void Grants_OldGrantUsedUp_IsThereAsItEnded()
    {
        var account = Build.Done(Build.Empty, 1, new GrantCommand(10), new ApplyCommand(3));

        Assert.Equal((1, new Totals(0, 0, 0, 10, 0, 0), null), Row(Assert.Single(Build.Plan(account, 2, new ApplyCommand(7)).Records.Grants.Values)));
    }

    [Fact]
    public void Grants_ExpiredGrant_IsThereAsItEnded()
    {
        var account = Build.Done(Build.Empty, 1, new GrantCommand(10) { ExpiresAt = Build.At(5) }, new ApplyCommand(3));

        Assert.Equal((1, new Totals(0, 0, 0, 3, 7, 0), null), Row(Assert.Single(Build.Plan(account, 5, [new CommandSet([])]).Records.Grants.Values)));
    }

    [Fact]
    public void Grants_ActivatedGrant_IsNotThere() =>
        Assert.Empty(Build.Plan(Build.AccountOf(0, [Build.Grant(1, pending: 10, effective: 5)]), 5, [new CommandSet([])]).Records.Grants.Values);

    [Fact]
    public void Grants_ExpiredGrantThatStillHasReservedCredit_IsNotThere()
    {
        var account = Build.AccountOf(0, [Build.Grant(1, available: 1, reserved: 9, expires: 5)], new Reservation(2, null, [new(1, 9)]));

        Assert.Empty(Build.Plan(account, 5, [new CommandSet([])]).Records.Grants.Values);
    }

    [Fact]
    public void Make_RequestsOfMoreThan90Rows_AnswersThoseThatFit()
    {
        // A grant is three rows: its entry, itself and its request.
        var plan = Build.Plan(Build.Empty, 1, [.. Enumerable.Range(0, 40).Select(_ => Build.Request(new GrantCommand(1)))]);

        Assert.Equal((Limits.CommitRows - FixedRows) / 3, plan.Answers.Count);
        Assert.Equal(plan.Answers.Count, plan.Entries.Count);
    }

    [Fact]
    public void Make_RefusedRequests_TakeNoRows()
    {
        var plan = Build.Plan(
            Build.Empty, 1, [.. Enumerable.Range(0, 500).Select(_ => Build.Request(new ApplyCommand(1))), Build.Request(new GrantCommand(1))]);

        Assert.Equal((501, null), (plan.Answers.Count, plan.Answers[^1].Refusal));
    }

    [Fact]
    public void Make_RequestAloneOfExactly90Rows_IsDone()
    {
        // 1 apply that ends 64 grants, then 10 grants of 2 rows each: with the fixed rows and the request, 90.
        var plan = Build.Plan(Full(), 1, [Build.Request([new ApplyCommand(64), .. Enumerable.Repeat(new GrantCommand(1), 10)])]);

        Assert.Null(Assert.Single(plan.Answers).Refusal);
        Assert.Equal(Limits.CommitRows, FixedRows + plan.Entries.Count + plan.Records.Grants.Count + 1);
    }

    [Fact]
    public void Make_RequestAloneOfMoreThan90Rows_IsRefused()
    {
        var plan = Build.Plan(Full(), 1, [Build.Request([new ApplyCommand(64), .. Enumerable.Repeat(new GrantCommand(1), 11)])]);

        Assert.Equal((RefusalCodes.CommitTooLarge, null), (Assert.Single(plan.Answers).Refusal?.Code, plan.Answers[0].Refusal?.Field));
        Assert.Same(plan.Before, plan.After);
    }

    [Fact]
    public void Make_RequestThatFitsOnlyAlone_WaitsForTheNextCommit()
    {
        var large = Build.Request([new ApplyCommand(63), .. Enumerable.Repeat(new GrantCommand(1), 10)]);
        var first = Build.Plan(Full(), 1, [Build.Request(new ApplyCommand(1)), large]);
        var second = Build.Plan(first.After, 1, [large]);

        Assert.Single(first.Answers);
        Assert.Null(Assert.Single(second.Answers).Refusal);
    }

    [Fact]
    public void Make_RequestThatDoesNotFitBesideWhatCameDue_WaitsForTheNextCommit()
    {
        var account = Build.AccountOf(
            0, [.. Enumerable.Range(1, 63).Select(id => Build.Grant(id, available: 1)), Build.Grant(64, available: 1, expires: 10)]);
        var large = Build.Request([new ApplyCommand(63), .. Enumerable.Repeat(new GrantCommand(1), 10)]);

        var first = Build.Plan(account, 10, [large]);
        var second = Build.Plan(first.After, 10, [large]);

        Assert.Equal((1, 0), (first.Entries.Count, first.Answers.Count));
        Assert.Null(Assert.Single(second.Answers).Refusal);
    }

    [Fact]
    public void Make_TooLargeRequestAfterARefusedOne_IsRefusedAtOnce()
    {
        var large = Build.Request([new ApplyCommand(64), .. Enumerable.Repeat(new GrantCommand(1), 11)]);

        var plan = Build.Plan(Full(), 1, [Build.Request(new ApplyCommand(0)), large]);

        Assert.Equal([RefusalCodes.InvalidField, RefusalCodes.CommitTooLarge], plan.Answers.Select(answer => answer.Refusal?.Code), StringComparer.Ordinal);
    }

    [Fact]
    public void Make_TooLargeRequestAfterAnother_IsRefusedInTheNextCommit()
    {
        var large = Build.Request([new ApplyCommand(60), .. Enumerable.Repeat(new GrantCommand(1), 19)]);
        var first = Build.Plan(Full(), 1, [Build.Request(new ApplyCommand(1)), large]);
        var second = Build.Plan(first.After, 1, [large]);

        Assert.Equal((1, RefusalCodes.CommitTooLarge), (first.Answers.Count, Assert.Single(second.Answers).Refusal?.Code));
    }

    [Fact]
    public void Make_SixtyFourGrantsDueAtOnce_SettleInSeveralPlansBeforeAnyAnswer()
    {
        var account = Build.AccountOf(0, [.. Enumerable.Range(1, 64).Select(id => Build.Grant(id, pending: 1, effective: 10, expires: 20))]);
        var plans = new List<CommitPlan>();
        do
        {
            plans.Add(Build.Plan(account, 30, new GrantCommand(5)));
            account = plans[^1].After;
        }
        while (plans[^1].Answers.Count == 0 && plans.Count < 10);

        Assert.Equal([(75, 0), (43, 0), (11, 1)], plans.Select(plan => (plan.Entries.Count, plan.Answers.Count)));
    }

    [Fact]
    public void Make_LastEffectWouldTakeTheCommitTo91Rows_WaitsForTheNextCommit()
    {
        // An activation is one row, an expiry that ends its grant two.
        var account = Build.AccountOf(
            0, [Build.Grant(1, pending: 1, effective: 5), .. Enumerable.Range(2, 63).Select(id => Build.Grant(id, available: 1, expires: 10))]);

        var plan = Build.Plan(account, 10, [new CommandSet([])]);

        Assert.Equal(Limits.CommitRows - 1, FixedRows + plan.Entries.Count + plan.Records.Grants.Count);
    }

    [Fact]
    public void Make_SettlingInSeveralPlans_ComesToWhatReadersSeeAtOnce()
    {
        var account = Build.AccountOf(0, [.. Enumerable.Range(1, 64).Select(id => Build.Grant(id, pending: 1, effective: 10, expires: 20))]);
        var seen = Settlement.Settle(account, Build.At(30));
        var plan = Build.Plan(account, 30, [new CommandSet([])]);
        var rows = new List<long>();
        while (plan.Entries.Count > 0)
        {
            rows.AddRange(plan.Records.Grants.Values.Select(grant => grant.Id));
            account = plan.After;
            Assert.True(FixedRows + plan.Entries.Count + plan.Records.Grants.Count <= Limits.CommitRows);
            plan = Build.Plan(account, 30, [new CommandSet([])]);
        }

        Assert.Equal((seen.Totals, seen.Seq, seen.UpdatedAt), (account.Totals, account.Seq, account.UpdatedAt));
        Assert.Equal(Enumerable.Range(1, 64).Select(id => (long)id), rows);
    }

    [Fact]
    public void Make_SixtyFifthActiveGrant_IsRefusedAndTheRestDone()
    {
        var plan = Build.Plan(Full(), 1, [Build.Request(new GrantCommand(1)), Build.Request(new ApplyCommand(1)), Build.Request(new GrantCommand(1))]);

        Assert.Equal([RefusalCodes.TooManyActiveGrants, null, null], plan.Answers.Select(answer => answer.Refusal?.Code), StringComparer.Ordinal);
    }

    [Fact]
    public void Make_SixtyFifthActiveGrantBesideAnExpiredOneThatIsReserved_IsRefused()
    {
        var account = Build.AccountOf(
            20,
            [.. Enumerable.Range(1, 63).Select(id => Build.Grant(id, available: 1)), Build.Grant(64, reserved: 1, expires: 10)],
            new Reservation(65, null, [new(64, 1)]));

        Assert.Equal(RefusalCodes.TooManyActiveGrants, Assert.Single(Build.Plan(account, 20, new GrantCommand(1)).Answers).Refusal?.Code);
    }

    [Fact]
    public void Make_ReversalIntoAGrantThatExpiresNowBesideSixtyFourOthers_IsDone()
    {
        var account = Build.AccountOf(20, [.. Enumerable.Range(1, 64).Select(id => Build.Grant(id, available: 1))]) with
        {
            Seq = 66,
            Totals = new(0, 64, 0, 5, 0, 0),
        };
        var records = Stored(Build.Grant(65, applied: 5, expires: 20), Applied(66, new(65, Bucket.Available, Bucket.Applied, 5)));

        var plan = CommitPlan.Make(account, [Build.Request(new ReverseCommand(66))], Build.Standard, Build.At(20), Build.CommitId, 0, records);

        Assert.Null(Assert.Single(plan.Answers).Refusal);
        Assert.Equal(new Totals(0, 64, 0, 0, 5, 0), plan.After.Totals);
    }

    [Fact]
    public void Make_ReleaseThatFreesMoreExpiredGrantsThanFit_LeavesTheirExpiryToTheNextCommit()
    {
        var account = Build.AccountOf(
            20,
            [.. Enumerable.Range(1, 64).Select(id => Build.Grant(id, reserved: 1, expires: 10))],
            new Reservation(65, null, [.. Enumerable.Range(1, 64).Select(id => new ReservedPart(id, 1))]));

        var plan = Build.Plan(account, 20, new ReleaseCommand(65));

        Assert.Null(Assert.Single(plan.Answers).Refusal);
        Assert.Equal(EntryType.Release, Assert.Single(plan.Entries).Entry.Draft.Type);
        Assert.NotEmpty(Build.Plan(plan.After, 20, [new CommandSet([])]).Entries);
    }

    [Fact]
    public void Make_RefusedRequestBehindMoreThanFits_IsAnsweredOnlyWhenAllIsSettled()
    {
        var account = Build.AccountOf(0, [.. Enumerable.Range(1, 64).Select(id => Build.Grant(id, pending: 1, effective: 10, expires: 20))]);

        var plan = Build.Plan(account, 30, new ApplyCommand(1));

        Assert.Equal((75, 0), (plan.Entries.Count, plan.Answers.Count));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, RefusalCodes.CommitTooLarge)]
    public void Make_RequestAloneOf512KB_IsDoneAndNotOneByteMore(int more, string? code)
    {
        var account = Build.AccountOf(0, [Build.Grant(1, available: 100)]);
        var bytes = Build.Plan(account, 1, [Large(0)]).Entries.Sum(entry => entry.Canonical.Length);

        var plan = Build.Plan(account, 1, [Large(Limits.CommitBytes - bytes + more)]);

        Assert.Equal(code, Assert.Single(plan.Answers).Refusal?.Code);
    }

    [Fact]
    public void Make_ReversalOfAnEntryOfTheSameCommit_KnowsIt()
    {
        var plan = Build.Plan(Build.Empty, 1, new GrantCommand(10), new ApplyCommand(8), new ReverseCommand(2) { Amount = 3 });

        Assert.Equal(new Totals(0, 5, 0, 5, 0, 0), plan.After.Totals);
    }

    [Fact]
    public void Reversals_OfOverageInTwoParts_AddUp()
    {
        var policy = Build.Standard with { Overage = new(OverageOnGrant.Carry, null) };
        CommandSet[] requests = [Build.Request(new ApplyCommand(9)), Build.Request(new ReverseCommand(1) { Amount = 4 }), Build.Request(new ReverseCommand(1) { Amount = 3 })];

        var plan = CommitPlan.Make(Build.Empty, requests, policy, Build.At(1), Build.CommitId, 0, Records.None);

        Assert.Equal(new Reversal(1, 0, 7), Assert.Single(plan.Records.Reversals.Values));
        Assert.Equal(2, plan.After.Overage);
    }

    [Fact]
    public void Make_GrantThatCameBackAndWasVoided_IsAsThisCommitLeftIt()
    {
        var account = Build.Empty with { Seq = 2, Totals = new(0, 0, 0, 10, 0, 0) };
        var records = Stored(Build.Grant(1, applied: 10), Applied(2, new(1, Bucket.Available, Bucket.Applied, 10)));
        var request = Build.Request(new ReverseCommand(2) { Amount = 4 }, new VoidCommand(1), new ReverseCommand(2) { Amount = 2 });

        var plan = CommitPlan.Make(account, [request], Build.Standard, Build.At(1), Build.CommitId, 0, records);

        Assert.Equal(new Totals(0, 0, 0, 4, 0, 6), plan.After.Totals);
        Assert.Equal(new Totals(0, 0, 0, 4, 0, 6), Assert.Single(plan.Records.Grants.Values).Totals);
    }

    // Its own row waits for its end, and says nothing while it is active.
    [Fact]
    public void Make_ActiveGrantWithAnOldRow_IsAsTheAccountHasIt()
    {
        var account = Build.AccountOf(0, [Build.Grant(1, available: 6, applied: 4)]) with { Seq = 2 };
        var voided = Build.Grant(1) with { Totals = new(0, 0, 0, 4, 0, 6) };
        var request = Build.Request(new ReverseCommand(2), new VoidCommand(1));

        var plan = CommitPlan.Make(
            account, [request], Build.Standard, Build.At(1), Build.CommitId, 0, Stored(voided, Applied(2, new(1, Bucket.Available, Bucket.Applied, 4))));

        Assert.Equal([Bucket.Available, Bucket.Voided], plan.Entries.Select(entry => Assert.Single(entry.Entry.Draft.Moves).To));
    }

    private static CommandSet Large(int more)
    {
        var metadata = Enumerable.Range(0, Limits.MetadataPairs).ToDictionary(n => $"k{n}", _ => new string('v', Limits.MetadataValueLength), StringComparer.Ordinal);
        return new([.. Enumerable.Range(0, 20).Select(n => new ApplyCommand(1) { Metadata = metadata, Memo = new string('m', Math.Clamp(more - (500 * n), 0, 500)) })]);
    }

    private static Records Stored(Grant grant, Entry entry) => Records.None with
    {
        Grants = Records.None.Grants.Add(grant.Id, grant),
        Entries = Records.None.Entries.Add(entry.Seq, entry),
    };

    private static Entry Applied(long seq, Move move) => new(
        seq, seq, Build.CommitId, default, new(EntryType.Apply, move.Amount, Build.At(0), Build.At(0), [move], Build.Standard), default, 0);

    private static Account Full() => Build.AccountOf(0, [.. Enumerable.Range(1, 64).Select(id => Build.Grant(id, available: 1))]);

    private static (long Id, Totals Totals, string? Memo) Row(Grant grant) => (grant.Id, grant.Totals, grant.Memo);
}

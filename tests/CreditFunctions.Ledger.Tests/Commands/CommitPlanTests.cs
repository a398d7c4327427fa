namespace CreditFunctions.Ledger.Tests;

public sealed class CommitPlanTests
{
    [Fact]
    public void Make_NothingAskedAndNothingDue_ChangesNothing()
    {
        var account = Build.AccountOf(0, [Build.Grant(1, available: 5)]);
        var plan = Build.Plan(account, 50, [new CommandSet([])]);

        Assert.Same(account, plan.After);
        Assert.Empty(plan.Entries);
    }

    [Fact]
    public void Make_SeveralRequests_EachSeesWhatThoseBeforeDid()
    {
        var plan = Build.Plan(
            Build.Empty, 1, [Build.Request(new GrantCommand(10)), Build.Request(new ApplyCommand(7)), Build.Request(new ApplyCommand(4)), Build.Request(new ApplyCommand(3))]);

        Assert.Equal([null, null, RefusalCodes.InsufficientCredit, null], plan.Answers.Select(answer => answer.Refusal?.Code), StringComparer.Ordinal);
        Assert.Equal(new Totals(0, 0, 0, 10, 0, 0), plan.After.Totals);
    }

    [Fact]
    public void Make_SeveralCommands_AnswerHasOneEntryEachInTheirOrder()
    {
        var plan = Build.Plan(Build.Empty, 1, new GrantCommand(10), new ApplyCommand(7), new GrantCommand(2));

        Assert.Equal([EntryType.Grant, EntryType.Apply, EntryType.Grant], Assert.Single(plan.Answers).Entries.Select(entry => entry.Entry.Draft.Type));
    }

    [Fact]
    public void Make_LastCommandOfARequestRefused_DoesNoneOfThem()
    {
        var plan = Build.Plan(Build.Empty, 1, new GrantCommand(10), new ApplyCommand(7), new ApplyCommand(4));

        Assert.Same(plan.Before, plan.After);
        Assert.Empty(plan.Entries);
        Assert.Empty(plan.Records.Grants.Values);
        Assert.Empty(Assert.Single(plan.Answers).Entries);
    }

    [Fact]
    public void Make_RefusedRequestAmongOthers_LeavesNothing()
    {
        var grant = Build.Request(new GrantCommand(10));
        var refused = Build.Request(new GrantCommand(5), new ApplyCommand(99));
        var apply = Build.Request(new ApplyCommand(1));

        var plan = Build.Plan(Build.Empty, 1, [grant, refused, apply]);

        Assert.Equal(Build.Plan(Build.Empty, 1, [grant, apply]).After.Head, plan.After.Head);
        Assert.Equal([1], plan.Records.Grants.Values.Select(one => one.Id));
    }

    [Fact]
    public void Make_DueEffects_AreEntriesAtTheirDueInstantsBeforeTheRequests()
    {
        var account = Build.AccountOf(
            0, [Build.Grant(1, available: 5, expires: 10), Build.Grant(2, pending: 5, effective: 20)]);

        var plan = Build.Plan(account, 30, new ApplyCommand(5));

        Assert.Equal(
            [(EntryType.Expire, Build.At(10)), (EntryType.Activate, Build.At(20)), (EntryType.Apply, Build.At(30))],
            plan.Entries.Select(entry => (entry.Entry.Draft.Type, entry.Entry.Draft.PostedAt)));
    }

    [Fact]
    public void Make_RefusalOnAnAccountWithDueEffects_WritesNothing()
    {
        var plan = Build.Plan(Build.AccountOf(0, [Build.Grant(1, available: 5, expires: 10)]), 10, new ApplyCommand(5));

        Assert.Equal(RefusalCodes.InsufficientCredit, Assert.Single(plan.Answers).Refusal?.Code);
        Assert.Empty(plan.Entries);
        Assert.Same(plan.Before, plan.After);
    }

    [Fact]
    public void Make_ClockBehindTheLastEntry_PostsAtTheLastEntry()
    {
        var account = Build.Done(Build.Empty, 100, new GrantCommand(5));

        Assert.Equal(Build.At(100), Build.Done(account, 40, new ApplyCommand(5)).UpdatedAt);
    }

    [Fact]
    public void Make_ClockBehindTheLastEntry_JudgesExpiryByTheLastEntry()
    {
        var account = Build.Done(Build.Empty, 100, new GrantCommand(5));

        var plan = Build.Plan(account, 40, new GrantCommand(5) { ExpiresAt = Build.At(50) });

        Assert.Equal("expires_at", Assert.Single(plan.Answers).Refusal?.Field);
    }

    [Theory]
    [InlineData(-1_000, -1_000, 0)]
    [InlineData(-1, -1, 0)]
    [InlineData(0, -1, 1)]
    [InlineData(-1, 0, 1)]
    [InlineData(500, -1_000, 501)]
    [InlineData(-1_000, 500, 501)]
    [InlineData(500, 900, 901)]
    [InlineData(900, 500, 901)]
    public void Make_Number_IsTheInstantOrPastAllGivenOut(long accountAhead, long shardAhead, long ahead)
    {
        var now = Build.At(1).Microseconds;
        var plan = CommitPlan.Make(
            Build.Empty with { Number = now + accountAhead },
            [Build.Request(new GrantCommand(5))],
            Build.Standard,
            Build.At(1),
            Build.CommitId,
            now + shardAhead,
            Records.None);

        Assert.Equal(now + ahead, Assert.Single(plan.Entries).Entry.Number);
        Assert.Equal(now + ahead, plan.After.Number);
    }

    [Fact]
    public void Make_ManyEntries_HaveNumbersThatStrictlyIncrease()
    {
        var first = Build.Plan(Build.Empty, 1, [.. Enumerable.Range(0, 9).Select(_ => Build.Request(new GrantCommand(1)))]);
        var second = Build.Plan(first.After, 0, [.. Enumerable.Range(0, 9).Select(_ => Build.Request(new GrantCommand(1), new ApplyCommand(1)))]);

        var numbers = first.Entries.Concat(second.Entries).Select(entry => entry.Entry.Number).ToArray();

        Assert.Equal(numbers.Distinct().Order(), numbers);
    }

    [Fact]
    public void Make_Entries_AreAChainFromTheAccountsName()
    {
        var plan = Build.Plan(Build.Empty, 1, new GrantCommand(10), new ApplyCommand(7), new ApplyCommand(3));

        var head = EntryHash.Genesis(Build.Key, Build.Euro);
        foreach (var (entry, canonical) in plan.Entries)
        {
            Assert.Equal(head, entry.Previous);
            head = EntryHash.Of(canonical.Span);
        }

        Assert.Equal(plan.After.Head, head);
    }

    [Fact]
    public void Make_Entries_CarryTheCommitAndGaplessSeqs()
    {
        var plan = Build.Plan(Build.AccountOf(0, [Build.Grant(4, available: 5, expires: 1)]), 1, new GrantCommand(10), new ApplyCommand(7));

        Assert.Equal([(5, Build.CommitId), (6, Build.CommitId), (7, Build.CommitId)], plan.Entries.Select(entry => (entry.Entry.Seq, entry.Entry.CommitId)));
    }

    [Fact]
    public void Make_AccountWithTooLargeState_RefusesTheGrant()
    {
        var big = new GrantCommand(1)
        {
            Metadata = Enumerable.Range(0, 50).ToDictionary(n => $"{n:D40}", _ => new string('v', 500), StringComparer.Ordinal),
        };
        var account = Build.Empty;
        Refusal? refusal = null;
        while (refusal is null)
        {
            var plan = Build.Plan(account, 1, big);
            (account, refusal) = (plan.After, Assert.Single(plan.Answers).Refusal);
        }

        Assert.Equal((RefusalCodes.AccountTooLarge, null), (refusal.Code, refusal.Field));
        Assert.Equal(Limits.AccountStateBytes / 2 / EntryFormat.Write([account.Grants[0]]).Length, account.Grants.Length);
    }
}

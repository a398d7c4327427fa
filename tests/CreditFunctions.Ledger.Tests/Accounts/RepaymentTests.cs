namespace CreditFunctions.Ledger.Tests;

public sealed class RepaymentTests
{
    private static readonly Policy Repay = Build.Standard with { Overage = new(OverageOnGrant.Repay, null) };

    [Theory]
    [InlineData(3, 2, 3, 0)]
    [InlineData(5, 0, 5, 0)]
    [InlineData(7, 0, 5, 2)]
    public void Settle_GrantThatRepaysBecomesActive_PaysForOverageAtThatInstant(long overage, long available, long applied, long left)
    {
        var account = Settlement.Settle(Pending(true) with { Overage = overage }, Build.At(10));

        Assert.Equal((new Totals(0, available, 0, applied, 0, 0), left), (account.Totals, account.Overage));
    }

    [Fact]
    public void Settle_GrantThatDoesNotRepayBecomesActive_LeavesOverage()
    {
        var account = Settlement.Settle(Pending(false) with { Overage = 3 }, Build.At(10));

        Assert.Equal((new Totals(0, 5, 0, 0, 0, 0), 3), (account.Totals, account.Overage));
    }

    [Fact]
    public void Effects_Repayment_IsAnApplicationRightAfterTheActivation()
    {
        var drafts = Settlement.Effects(Pending(true) with { Overage = 3 }, Build.At(99)).Select(effect => effect.Draft).ToArray();

        Assert.Equal(
            [(EntryType.Activate, 5, Build.At(10), null), (EntryType.Apply, 3, Build.At(10), -3)],
            drafts.Select(draft => (draft.Type, draft.Amount, draft.PostedAt, draft.OverageChange)));
        Assert.All(drafts, draft => Assert.True(draft.IsEffectOfTime));
    }

    [Fact]
    public void Make_GrantThatRepays_IsAnsweredWithItsApplicationToo()
    {
        var plan = CommitPlan.Make(
            Build.Empty with { Overage = 3 }, [Build.Request(new GrantCommand(5))], Repay, Build.At(1), Build.CommitId, 0, Records.None);

        Assert.Equal([(EntryType.Grant, 5), (EntryType.Apply, 3)], Assert.Single(plan.Answers).Entries.Select(entry => (entry.Entry.Draft.Type, entry.Entry.Draft.Amount)));
        Assert.Equal((new Totals(0, 2, 0, 3, 0, 0), 0), (plan.After.Totals, plan.After.Overage));
    }

    [Fact]
    public void Of_EntryThatMakesNothingAvailable_IsNone()
    {
        var account = Build.AccountOf(0, [Repaying(Build.Grant(1, available: 5))]) with { Overage = 3 };
        var draft = new EntryDraft(EntryType.Apply, 1, Build.At(1), Build.At(1), [new(1, Bucket.Available, Bucket.Applied, 1)], Repay);

        Assert.Null(Repayment.Of(Posting.Post(account, draft), draft));
    }

    private static Account Pending(bool repays)
    {
        var grant = Build.Grant(1, pending: 5, effective: 10);
        return Build.AccountOf(0, [repays ? Repaying(grant) : grant]);
    }

    private static Grant Repaying(Grant grant) => grant with { Terms = grant.Terms with { RepaysOverage = true } };
}

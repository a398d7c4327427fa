namespace CreditFunctions.Ledger.Tests.Issues;

/// <summary>What had come due before a refused request was written down with those that were done, and history that was older was judged as of then.</summary>
public sealed class RefusedBeforeHistoryTests
{
    private static readonly CommandSet Refused = Build.Request(new ApplyCommand(1_000));
    private static readonly CommandSet Older = Build.Request(new ApplyCommand(1) { CreatedAt = Build.At(8) });

    [Fact]
    public void Make_HistoryAfterARefusedRequest_IsJudgedAsIfThatHadNotBeenAsked()
    {
        var account = Build.Done(Build.Empty, 10, new GrantCommand(5) { CreatedAt = Build.At(1), ExpiresAt = Build.At(9) });

        var plan = Build.Plan(account, 10, [Refused, Older]);

        Assert.Equal([RefusalCodes.InsufficientCredit, null], plan.Answers.Select(answer => answer.Refusal?.Code));
    }

    [Fact]
    public void Make_HistoryAfterARefusedRequestForWhichThereWasNoRoom_IsJudgedAsIfThatHadNotBeenAsked()
    {
        var grants = Enumerable.Repeat(Build.Request(new GrantCommand(5) { CreatedAt = Build.At(1), ExpiresAt = Build.At(9) }), 30).ToArray();
        var (shelf, _) = Shelf.Empty.Commit(grants, Build.Standard, Build.At(10));

        var (_, plans) = shelf.Commit([.. Enumerable.Repeat(Older, 20), Refused, Older], Build.Standard, Build.At(10));

        Assert.Null(plans[^1].Answers[^1].Refusal);
    }
}

namespace CreditFunctions.Ledger.Tests.Issues;

/// <summary>What had come due before a refused request was written down with the next that was done, and history that was older was judged as of then.</summary>
public sealed class RefusedBeforeHistoryTests
{
    [Fact]
    public void Make_HistoryAfterARefusedRequest_IsJudgedAsIfThatHadNotBeenAsked()
    {
        var account = Build.Done(Build.Empty, 1, new GrantCommand(5) { ExpiresAt = Build.At(9) });

        var plan = Build.Plan(account, 10, [Build.Request(new ApplyCommand(6)), Build.Request(new ApplyCommand(5) { CreatedAt = Build.At(8) })]);

        Assert.Equal([RefusalCodes.InsufficientCredit, null], plan.Answers.Select(answer => answer.Refusal?.Code));
    }
}

using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace CreditFunctions.Ledger.Tests;

/// <summary>Commands with amounts up to 2^63-1, against sums that have no largest number.</summary>
public sealed class HugeAmountProperties
{
    private const int Runs = 500;

    private static readonly Policy[] Policies =
    [
        Build.Standard,
        Build.Fifo with { Overage = new(OverageOnGrant.Carry, null) },
        Build.Standard with { Overage = new(OverageOnGrant.Carry, long.MaxValue) },
        Build.Standard with { Overage = new(OverageOnGrant.Repay, long.MaxValue - 1) },
        Build.Standard with { Overage = new(OverageOnGrant.Repay, null) },
    ];

    private static readonly Arbitrary<int[][]> Lives = Property.ArraysOf(Gen.Choose(0, 999_999).ArrayOf(8), 25);

    [Fact]
    public void Totals_AfterEveryCommand_AreTheExactSumsOfTheMoves() => ForAll((before, _, _, plan) =>
    {
        var sums = Enum.GetValues<Bucket>().ToDictionary(bucket => bucket, bucket => (BigInteger)before.Totals[bucket]);
        var overage = (BigInteger)before.Overage;
        foreach (var draft in plan.Entries.Select(entry => entry.Entry.Draft))
        {
            overage += draft.OverageChange ?? 0;
            foreach (var move in draft.Moves)
            {
                sums[move.To] += move.Amount;
                sums[move.From ?? move.To] -= move.From is null ? 0 : move.Amount;
            }
        }

        Assert.All(sums, sum => Assert.Equal(sum.Value, plan.After.Totals[sum.Key]));
        Assert.Equal(overage, plan.After.Overage);
        Assert.True(overage >= 0 && sums.Values.All(sum => sum >= 0));
        Assert.True(sums.Values.Aggregate(BigInteger.Add) <= long.MaxValue);
    });

    [Fact]
    public void Amounts_OfDoneCommands_AreTheExactSumsOfWhatTheyDrewAndWentBeyond() => ForAll((_, _, _, plan) =>
    {
        foreach (var draft in plan.Entries.Select(entry => entry.Entry.Draft).Where(draft => draft.Type is EntryType.Apply or EntryType.Reserve or EntryType.Reverse))
        {
            var moved = draft.Moves.Aggregate(BigInteger.Zero, (sum, move) => sum + move.Amount);
            var isRepayment = draft.Type == EntryType.Apply && draft.OverageChange < 0;
            Assert.Equal(isRepayment ? moved : moved + Math.Abs(draft.OverageChange ?? 0), draft.Amount);
        }
    });

    [Fact]
    public void Answers_WhatGivesAndDraws_AreRefusedExactlyWhenTheExactSumsSaySo() => ForAll((before, policy, command, plan) =>
    {
        BigInteger granted = before.Totals.Granted, available = before.Totals.Available, overage = before.Overage;
        var isRefused = command switch
        {
            GrantCommand { Amount: var amount } => granted + amount > long.MaxValue,
            ReserveCommand { Amount: var amount } => amount > available,
            ApplyCommand { Amount: var amount } when policy.Overage is not null =>
                amount > available && overage + amount - available > (policy.Overage.Limit ?? long.MaxValue),
            ApplyCommand { Amount: var amount } => amount > available,
            SettleOverageCommand { Amount: var amount } => overage == 0 || amount > overage,
            _ => plan.Answers[0].Refusal is not null,
        };
        Assert.Equal(isRefused, plan.Answers[0].Refusal is not null);
    });

    /// <summary>The account as it was settled, the policy, the command and what it came to, for every command of many lives.</summary>
    private static void ForAll(Action<Account, Policy, Command, CommitPlan> body) => Property.Holds(Runs, Lives, life =>
    {
        var shelf = Shelf.Empty;
        for (var at = 0; at < life.Length; at++)
        {
            var (pick, now) = (new Choices(life[at]), Ticks.At(at));
            var policy = pick.Of(Policies);
            var command = Huge(pick, shelf.Entries.Count, at);
            var (settled, _) = shelf.Commit([Build.Request()], policy, now);
            (shelf, var plans) = settled.Commit([Build.Request(command)], policy, now);
            body(settled.Account, policy, command, plans[^1]);
        }
    });

    private static Command Huge(Choices pick, int entries, int now)
    {
        var id = 1 + pick.Below(entries + 1);
        var amount = Amount(pick);
        return pick.Below(16) switch
        {
            < 4 => new GrantCommand(amount) { EffectiveAt = pick.OneIn(3) ? Ticks.At(now + 2) : null, ExpiresAt = pick.OneIn(4) ? Ticks.At(now + 4) : null },
            < 8 => new ApplyCommand(amount),
            8 => new ReserveCommand(amount),
            9 => new CaptureCommand(id) { Amount = pick.OneIn(2) ? amount : null, ReleaseRest = pick.OneIn(2) },
            10 => new ReleaseCommand(id),
            11 => new VoidCommand(id),
            12 or 13 => new ReverseCommand(id) { Amount = pick.OneIn(2) ? amount : null },
            14 => new ExpireCommand(id),
            _ => new SettleOverageCommand(OverageSettlement.Charged) { Amount = pick.OneIn(2) ? amount : null },
        };
    }

    private static long Amount(Choices pick) => pick.Below(4) switch
    {
        0 => 1 + pick.Below(1_000),
        1 => long.MaxValue - pick.Below(3),
        2 => long.MaxValue / 2,
        _ => (long.MaxValue / (2 + pick.Below(9))) + 1,
    };
}

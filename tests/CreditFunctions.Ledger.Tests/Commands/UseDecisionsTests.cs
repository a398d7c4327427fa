namespace CreditFunctions.Ledger.Tests;

public sealed class UseDecisionsTests
{
    // 10 is available for anything and 7 for metered things only.
    private static readonly Account Account = Build.AccountOf(100, [Build.Grant(1, available: 10), Metered(Build.Grant(2, available: 7, priority: 90))]);

    // Entry 5 drew 4 of grant 1 and 2 of grant 2, and went 3 beyond; entry 6 is a grant; entry 7 paid for overage.
    private static readonly Account Used = Build.AccountOf(100, [Build.Grant(1, available: 1, applied: 4), Build.Grant(2, available: 1, applied: 2)]) with
    {
        Seq = 7,
        Overage = 3,
    };

    public static TheoryData<string, string, Command> Insufficient => new()
    {
        { "0.11 EUR was to be applied; 0.10 EUR is available for anything, and 0.07 EUR for other things only.", "", new ApplyCommand(11) },
        { "0.11 EUR was to be applied; 0.10 EUR is available for this, and 0.07 EUR for other things only.", "", new ApplyCommand(11) { PaysFor = new("other") } },
        { "0.18 EUR was to be applied; 0.17 EUR is available.", "", new ApplyCommand(18) { PaysFor = new("metered") } },
        {
            "0.23 EUR was to be applied; 0.17 EUR is available; overage may grow by 0.05 EUR.",
            "5",
            new ApplyCommand(23) { PaysFor = new("metered") }
        },
    };

    public static TheoryData<string, string, string, Command> Refused => new()
    {
        { RefusalCodes.EntryNotFound, "entry_id", "The account has no such entry.", new ReverseCommand(8) },
        { RefusalCodes.NotReversible, "entry_id", "The entry is of type grant; only what consumed credit can be reversed.", new ReverseCommand(6) },
        { RefusalCodes.NotReversible, "entry_id", "The entry paid for overage; only what consumed credit can be reversed.", new ReverseCommand(7) },
        { RefusalCodes.ReversalExceeded, "amount", "Of the entry 0.09 EUR is left to reverse.", new ReverseCommand(5) { Amount = 10 } },
        { RefusalCodes.OverageExceeded, "amount", "The account's overage is 0.03 EUR.", new SettleOverageCommand(OverageSettlement.Charged) { Amount = 4 } },
    };

    [Theory]
    [MemberData(nameof(Insufficient))]
    public void Decide_MoreThanThereIs_SaysWhatThereIsAndForWhat(string detail, string limit, Command command) => Assert.Equal(
        new(RefusalCodes.InsufficientCredit, detail, "amount"),
        Build.Decide(command, Account, limit.Length == 0 ? null : Build.Standard with { Overage = new(OverageOnGrant.Carry, 5) }).Refusal);

    [Theory]
    [MemberData(nameof(Refused))]
    public void Decide_WhatCannotBeDone_IsRefusedWithItsReason(string code, string field, string detail, Command command) =>
        Assert.Equal(new Refusal(code, detail, field), DecideOnUsed(command).Refusal);

    [Fact]
    public void Decide_Apply_SaysWhatItPaidFor()
    {
        var paysFor = new PaysFor("metered");
        var draft = Build.Decide(new ApplyCommand(17) { PaysFor = paysFor }, Account).Draft!;

        Assert.Equal((EntryType.Apply, 17, paysFor, null), (draft.Type, draft.Amount, draft.PaysFor, draft.OverageChange));
        Assert.Equal([new(1, Bucket.Available, Bucket.Applied, 10), new(2, Bucket.Available, Bucket.Applied, 7)], draft.Moves);
    }

    [Fact]
    public void Decide_ApplyBeyondTheCreditThereIs_IsOverageUpToItsLimit()
    {
        var draft = Build.Decide(new ApplyCommand(15), Account, Build.Standard with { Overage = new(OverageOnGrant.Carry, 5) }).Draft!;

        Assert.Equal((15, 5), (draft.Amount, draft.OverageChange));
        Assert.Equal([new(1, Bucket.Available, Bucket.Applied, 10)], draft.Moves);
    }

    [Theory]
    [InlineData(0L, "0.00")]
    [InlineData(2L, "0.00")]
    [InlineData(3L, "0.00")]
    [InlineData(5L, "0.02")]
    public void Decide_OverageNearItsLimit_MayGrowByWhatIsLeft(long limit, string room)
    {
        var decision = Build.Decide(new ApplyCommand(100), Used, Build.Standard with { Overage = new(OverageOnGrant.Carry, limit) });

        Assert.Equal($"1.00 EUR was to be applied; 0.02 EUR is available; overage may grow by {room} EUR.", decision.Refusal?.Detail);
    }

    [Fact]
    public void Decide_OverageWithoutALimit_TakesAnyAmount() =>
        Assert.Equal(1_000_000, Build.Decide(new ApplyCommand(1_000_010), Account, Build.Standard with { Overage = new(OverageOnGrant.Repay, null) }).Draft!.OverageChange);

    [Theory]
    [InlineData(null, 9, -3L, 2, 4)]
    [InlineData(9L, 9, -3L, 2, 4)]
    [InlineData(6L, 6, -3L, 2, 1)]
    [InlineData(5L, 5, -3L, 2, 0)]
    [InlineData(3L, 3, -3L, 0, 0)]
    [InlineData(2L, 2, -2L, 0, 0)]
    public void Decide_Reverse_UndoesOverageThenTheLastDrawnFirst(long? asked, long amount, long overage, long second, long first)
    {
        var draft = DecideOnUsed(new ReverseCommand(5) { Amount = asked }).Draft!;

        Assert.Equal((EntryType.Reverse, amount, 5, overage, new PaysFor("metered")), (draft.Type, draft.Amount, draft.Reverses, draft.OverageChange, draft.PaysFor));
        Move[] moves = [new(2, Bucket.Applied, Bucket.Available, second), new(1, Bucket.Applied, Bucket.Available, first)];
        Assert.Equal(moves.Where(move => move.Amount > 0), draft.Moves);
    }

    [Fact]
    public void Decide_ReverseAgain_PassesOverWhatWentBackBefore()
    {
        var draft = DecideOnUsed(new ReverseCommand(5), new(5, 3, 3)).Draft!;

        Assert.Equal((3, null), (draft.Amount, draft.OverageChange));
        Assert.Equal([new(1, Bucket.Applied, Bucket.Available, 3)], draft.Moves);
    }

    [Fact]
    public void Decide_ReverseAfterOverageWasPaid_GivesBackCreditOnly()
    {
        var draft = DecideOnUsed(new ReverseCommand(5), account: Used with { Overage = 0 }).Draft!;

        Assert.Equal((6, null), (draft.Amount, draft.OverageChange));
    }

    [Theory]
    [InlineData(null, "entry_id")]
    [InlineData(1L, "amount")]
    public void Decide_ReverseWhereNothingIsLeft_IsRefused(long? amount, string field) => Assert.Equal(
        new(RefusalCodes.ReversalExceeded, "Of the entry 0.00 EUR is left to reverse.", field),
        DecideOnUsed(new ReverseCommand(5) { Amount = amount }, new(5, 6, 3)).Refusal);

    [Fact]
    public void Make_ReverseIntoAVoidedGrant_VoidsWhatComesBack()
    {
        var account = Build.AccountOf(0, [Build.Grant(1, available: 6, applied: 4)]) with { Seq = 2 };
        var voided = Build.Done(account, 1, new VoidCommand(1));
        var records = Records.None with
        {
            Grants = Records.None.Grants.Add(1, Build.Grant(1, applied: 4) with { Totals = new(0, 0, 0, 4, 0, 6) }),
            Entries = Records.None.Entries.Add(2, Entry(2, new(EntryType.Apply, 4, Build.At(0), Build.At(0), [new(1, Bucket.Available, Bucket.Applied, 4)], Build.Standard))),
        };

        var plan = CommitPlan.Make(voided, [Build.Request(new ReverseCommand(2))], Build.Standard, Build.At(2), Build.CommitId, 0, records);

        Assert.Equal(new Totals(0, 0, 0, 0, 0, 10), plan.After.Totals);
    }

    [Theory]
    [InlineData(null, 3)]
    [InlineData(3L, 3)]
    [InlineData(1L, 1)]
    public void Decide_SettleOverage_EndsAllOrSoMuchOfIt(long? asked, long amount)
    {
        var draft = DecideOnUsed(new SettleOverageCommand(OverageSettlement.Charged) { Amount = asked }).Draft!;

        Assert.Equal(
            (EntryType.SettleOverage, amount, -amount, OverageSettlement.Charged, 0),
            (draft.Type, draft.Amount, draft.OverageChange, draft.Settlement, draft.Moves.Length));
    }

    [Fact]
    public void Decide_SettleOverageWhereThereIsNone_IsRefused() => Assert.Equal(
        new(RefusalCodes.OverageExceeded, "The account's overage is 0.00 EUR.", "amount"),
        Build.Decide(new SettleOverageCommand(OverageSettlement.Forgiven), Account).Refusal);

    private static Grant Metered(Grant grant) => grant with { Terms = grant.Terms with { AppliesTo = new("metered") } };

    private static Decision DecideOnUsed(Command command, Reversal? done = null, Account? account = null) => Decision.Decide(
        command,
        Build.Now(account ?? Used) with
        {
            Entry = seq => seq switch
            {
                5 => Entry(5, new(EntryType.Apply, 9, Build.At(50), Build.At(50), [new(1, Bucket.Available, Bucket.Applied, 4), new(2, Bucket.Available, Bucket.Applied, 2)], Build.Standard)
                {
                    OverageChange = 3,
                    PaysFor = new("metered"),
                }),
                6 => Entry(6, new(EntryType.Grant, 1, Build.At(60), Build.At(60), [], Build.Standard)),
                7 => Entry(7, new(EntryType.Apply, 1, Build.At(60), Build.At(60), [], Build.Standard) { OverageChange = -1 }),
                _ => null,
            },
            Reversal = seq => done?.Entry == seq ? done : null,
        });

    private static Entry Entry(long seq, EntryDraft draft) => new(seq, seq, Build.CommitId, default, draft, default, 0);
}

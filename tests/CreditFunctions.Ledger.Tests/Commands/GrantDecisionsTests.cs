namespace CreditFunctions.Ledger.Tests;

public sealed class GrantDecisionsTests
{
    private const string Day1 = "2026-01-01T00:";

    // At 100: grant 1 is used in part, 2 is all reserved, 3 is to come at 900, 5 is in part reserved and 6 has ended.
    private static readonly Account Account = Build.AccountOf(
        100,
        [
            Build.Grant(1, available: 20, applied: 3),
            Build.Grant(2, reserved: 5),
            Build.Grant(3, pending: 7, effective: 900),
            Build.Grant(5, available: 4, reserved: 2, expires: 800) with { Metadata = Notes("old") },
        ],
        new Reservation(4, null, [new(2, 5), new(5, 2)]));

    private static readonly Grant EndedGrant = Build.Grant(6, applied: 9);

    public static TheoryData<string, string, string, Command> Refused => new()
    {
        { RefusalCodes.GrantNotFound, "grant_id", "The account has no such grant.", new VoidCommand(7) },
        { RefusalCodes.GrantNotFound, "grant_id", "The account has no such grant.", new ExpireCommand(7) },
        { RefusalCodes.GrantNotFound, "grant_id", "The account has no such grant.", new AmendCommand(7) { Name = "n" } },
        { RefusalCodes.GrantEnded, "grant_id", "Nothing of the grant is left: there is nothing to void.", new VoidCommand(6) },
        { RefusalCodes.GrantEnded, "grant_id", "Nothing of the grant is left: there is nothing to expire.", new ExpireCommand(6) },
        { RefusalCodes.GrantEnded, "grant_id", "Nothing of the grant is left: its expiry can no longer change.", new AmendCommand(6) { ExpiresAt = Build.At(999) } },
        { RefusalCodes.GrantEnded, "grant_id", "Nothing of the grant is left: its expiry can no longer change.", new AmendCommand(6) { NeverExpires = true } },
        { RefusalCodes.GrantReserved, "grant_id", "All that is left of the grant, 0.05 EUR, is reserved; release it first.", new VoidCommand(2) },
        { RefusalCodes.GrantReserved, "grant_id", "All that is left of the grant, 0.05 EUR, is reserved; release it first.", new ExpireCommand(2) },
        {
            RefusalCodes.GrantUsed,
            "only_if_unused",
            "Of the grant 0.03 EUR is applied and 0.00 EUR reserved; it was to be voided only if unused.",
            new VoidCommand(1) { OnlyIfUnused = true }
        },
        {
            RefusalCodes.GrantUsed,
            "only_if_unused",
            "Of the grant 0.00 EUR is applied and 0.02 EUR reserved; it was to be voided only if unused.",
            new VoidCommand(5) { OnlyIfUnused = true }
        },
        {
            RefusalCodes.InvalidField,
            "expires_at",
            $"expires_at is {Day1}01:40Z; it must be after {Day1}01:40Z, as of which the command is judged.",
            new AmendCommand(1) { ExpiresAt = Build.At(100) }
        },
        {
            RefusalCodes.InvalidField,
            "expires_at",
            $"expires_at is {Day1}15:00Z; it must be after effective_at, {Day1}15:00Z.",
            new AmendCommand(3) { ExpiresAt = Build.At(900) }
        },
        {
            RefusalCodes.InvalidField,
            "created_at",
            $"created_at is {Day1}01:41Z, which is in the future; it is {Day1}01:40Z now.",
            new VoidCommand(1) { CreatedAt = Build.At(101) }
        },
        {
            RefusalCodes.TotalTooLarge,
            "amount",
            "All that was ever granted on the account would pass 2^63-1 minor units.",
            new GrantCommand(long.MaxValue)
        },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Decide_WhatCannotBeDone_IsRefusedWithItsReason(string code, string field, string detail, Command command) =>
        Assert.Equal(new Refusal(code, detail, field), Decide(command).Refusal);

    [Theory]
    [InlineData(1, Bucket.Available, 20)]
    [InlineData(3, Bucket.Pending, 7)]
    [InlineData(5, Bucket.Available, 4)]
    public void Decide_Void_TakesWhatIsPendingOrAvailable(long grant, Bucket from, long amount)
    {
        var draft = Done(new VoidCommand(grant));

        Assert.Equal((EntryType.Void, amount, null), (draft.Type, draft.Amount, draft.Amended));
        Assert.Equal([new(grant, from, Bucket.Voided, amount)], draft.Moves);
    }

    [Fact]
    public void Decide_VoidOnlyIfUnused_TakesWhatIsUnused() => Assert.Equal(7, Done(new VoidCommand(3) { OnlyIfUnused = true }).Amount);

    [Theory]
    [InlineData(1, Bucket.Available, 20)]
    [InlineData(3, Bucket.Pending, 7)]
    [InlineData(5, Bucket.Available, 4)]
    public void Decide_Expire_TakesWhatIsPendingOrAvailableAndEndsTheGrantNow(long grant, Bucket from, long amount)
    {
        var draft = Done(new ExpireCommand(grant));

        Assert.Equal((EntryType.Expire, amount), (draft.Type, draft.Amount));
        Assert.Equal([new(grant, from, Bucket.Expired, amount)], draft.Moves);
        var before = Account.Grant(grant)!;
        Assert.Equal(new Amendment(grant, before.Terms with { ExpiresAt = Build.At(100) }, before.Metadata), draft.Amended);
    }

    [Fact]
    public void Decide_AmendExpiry_ChangesNothingElse()
    {
        var before = Account.Grant(5)!;
        var draft = Done(new AmendCommand(5) { ExpiresAt = Build.At(100.000001) });

        Assert.Equal((EntryType.Amend, 0, 0), (draft.Type, draft.Amount, draft.Moves.Length));
        Assert.Equal(new Amendment(5, before.Terms with { ExpiresAt = Build.At(100.000001) }, before.Metadata), draft.Amended);
    }

    [Fact]
    public void Decide_AmendToNever_TakesTheExpiryAway() => Assert.Null(Done(new AmendCommand(5) { NeverExpires = true }).Amended!.Terms.ExpiresAt);

    [Fact]
    public void Decide_AmendMetadata_ReplacesItAndKeepsTheTerms()
    {
        var notes = Notes("new");

        Assert.Equal(new Amendment(5, Account.Grant(5)!.Terms, notes), Done(new AmendCommand(5) { Metadata = notes }).Amended);
    }

    [Fact]
    public void Decide_AmendNameOfAnEndedGrant_IsDone() =>
        Assert.Equal(new Amendment(6, EndedGrant.Terms with { Name = "n" }, null), Done(new AmendCommand(6) { Name = "n" }).Amended);

    [Theory]
    [InlineData(null, "old")]
    [InlineData("", null)]
    [InlineData("new", "new")]
    public void Decide_AmendName_KeepsDropsOrReplacesIt(string? given, string? after)
    {
        var grant = Build.Grant(1, available: 1);
        var account = Build.AccountOf(0, [grant with { Terms = grant.Terms with { Name = "old" } }]);

        Assert.Equal(after, Build.Decide(new AmendCommand(1) { Name = given, Metadata = Notes("n") }, account).Draft!.Amended!.Terms.Name);
    }

    [Theory]
    [InlineData(false, 2 * 86_400 + 300)]
    [InlineData(true, null)]
    public void Decide_GrantWithoutAnExpiry_ExpiresAsThePolicySaysUnlessNever(bool never, int? expires)
    {
        var policy = Build.Standard with { ExpiresAfterDays = 2 };
        var command = new GrantCommand(1) { EffectiveAt = Build.At(300), NeverExpires = never };

        Assert.Equal(expires is { } end ? Build.At(end) : (Instant?)null, Build.Decide(command, Account, policy).Draft!.Terms!.ExpiresAt);
    }

    [Fact]
    public void Decide_GrantWithAnExpiry_KeepsItWhateverThePolicySays()
    {
        var policy = Build.Standard with { ExpiresAfterDays = 2 };

        Assert.Equal(Build.At(101), Build.Decide(new GrantCommand(1) { ExpiresAt = Build.At(101) }, Account, policy).Draft!.Terms!.ExpiresAt);
    }

    [Fact]
    public void Decide_GrantThatWouldExpirePastTheLastInstant_ExpiresAtTheLast()
    {
        var policy = Build.Standard with { ExpiresAfterDays = int.MaxValue / 1000 };
        var command = new GrantCommand(1) { EffectiveAt = Instant.Max.Plus(TimeSpan.FromDays(-1)) };

        Assert.Equal(Instant.Max, Build.Decide(command, Account, policy).Draft!.Terms!.ExpiresAt);
    }

    [Fact]
    public void Decide_GrantThatStartsAtTheLastInstant_IsRefusedIfItMustExpire()
    {
        var decision = Build.Decide(new GrantCommand(1) { EffectiveAt = Instant.Max }, Account, Build.Standard with { ExpiresAfterDays = 1 });

        Assert.Equal((RefusalCodes.InvalidField, "expires_at"), (decision.Refusal?.Code, decision.Refusal?.Field));
    }

    [Theory]
    [InlineData(OverageOnGrant.Repay, false, true)]
    [InlineData(OverageOnGrant.Repay, true, false)]
    [InlineData(OverageOnGrant.Carry, false, false)]
    public void Decide_Grant_RepaysOverageIfThePolicySaysSoAndItPaysForAnything(OverageOnGrant onGrant, bool forSomeThings, bool repays)
    {
        var appliesTo = forSomeThings ? new AppliesTo("metered") : null;
        var terms = Build.Decide(new GrantCommand(1) { AppliesTo = appliesTo }, Account, Build.Standard with { Overage = new(onGrant, null) }).Draft!.Terms!;

        Assert.Equal((repays, appliesTo), (terms.RepaysOverage, terms.AppliesTo));
    }

    [Fact]
    public void Decide_GrantWithoutOverageInThePolicy_RepaysNone() => Assert.False(Done(new GrantCommand(1)).Terms!.RepaysOverage);

    private static Dictionary<string, string> Notes(string value) => new(StringComparer.Ordinal) { ["note"] = value };

    private static EntryDraft Done(Command command) => Decide(command).Draft!;

    private static Decision Decide(Command command) =>
        Decision.Decide(command, Build.Now(Account) with { EndedGrant = id => id == EndedGrant.Id ? EndedGrant : null });
}

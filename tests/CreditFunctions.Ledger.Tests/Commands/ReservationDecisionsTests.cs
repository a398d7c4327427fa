namespace CreditFunctions.Ledger.Tests;

public sealed class ReservationDecisionsTests
{
    private const string Now = "2026-01-01T00:01:40Z";

    // Reservation 4 holds 6: 4 of grant 1, which is drawn last, and 2 of grant 2; reservation 5 has ended; grant 3 is for metered things only.
    private static readonly Account Account = Build.AccountOf(
        100,
        [
            Build.Grant(1, available: 10, reserved: 4, priority: 90),
            Build.Grant(2, reserved: 2, priority: 10),
            WithAppliesTo(Build.Grant(3, available: 7), new("metered")),
        ],
        new Reservation(4, null, [new(2, 2), new(1, 4)]));

    public static TheoryData<string, string?, string, Command> Refused => new()
    {
        {
            RefusalCodes.InvalidField,
            "expires_at",
            $"expires_at is {Now}; it must be after {Now}, as of which the command is judged.",
            new ReserveCommand(1) { ExpiresAt = Build.At(100) }
        },
        {
            RefusalCodes.InsufficientCredit,
            "amount",
            "0.11 EUR was to be reserved; 0.10 EUR is available for anything, and 0.07 EUR for other things only.",
            new ReserveCommand(11)
        },
        {
            RefusalCodes.InsufficientCredit,
            "amount",
            "0.18 EUR was to be reserved; 0.17 EUR is available.",
            new ReserveCommand(18) { PaysFor = new("metered") }
        },
        { RefusalCodes.ReservationExceeded, "amount", "0.07 EUR was to be captured; the reservation holds 0.06 EUR.", new CaptureCommand(4) { Amount = 7 } },
        { RefusalCodes.ReservationEnded, "reservation_id", "The reservation ended at 2026-01-01T00:00:50Z by a lapse.", new CaptureCommand(5) },
        { RefusalCodes.ReservationEnded, "reservation_id", "The reservation ended at 2026-01-01T00:00:50Z by a lapse.", new ReleaseCommand(5) },
        { RefusalCodes.ReservationNotFound, "reservation_id", "The account has no such reservation.", new CaptureCommand(6) },
        { RefusalCodes.ReservationNotFound, "reservation_id", "The account has no such reservation.", new ReleaseCommand(6) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Decide_WhatCannotBeDone_IsRefusedWithItsReason(string code, string? field, string detail, Command command) =>
        Assert.Equal(new Refusal(code, detail, field), Decide(command).Refusal);

    [Fact]
    public void Decide_33rdOpenReservation_IsRefused()
    {
        var decision = Build.Decide(new ReserveCommand(1), Reserved(32));

        Assert.Equal(new(RefusalCodes.TooManyOpenReservations, "The account has 32 open reservations; at most 32 are allowed."), decision.Refusal);
    }

    [Fact]
    public void Decide_32ndOpenReservation_IsDone() => Assert.Null(Build.Decide(new ReserveCommand(1), Reserved(31)).Refusal);

    [Fact]
    public void Decide_ReserveAllThatCovers_SetsItAsideUntilItsEnd()
    {
        var paysFor = new PaysFor("metered");
        var draft = Decide(new ReserveCommand(17) { ExpiresAt = Build.At(100.000001), PaysFor = paysFor }).Draft!;

        Assert.Equal((EntryType.Reserve, 17, Build.At(100.000001), paysFor), (draft.Type, draft.Amount, draft.LapsesAt, draft.PaysFor));
        Assert.Equal([new(3, Bucket.Available, Bucket.Reserved, 7), new(1, Bucket.Available, Bucket.Reserved, 10)], draft.Moves);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(6L)]
    public void Decide_CaptureOfAll_ConsumesItInDrawOrder(long? amount)
    {
        var draft = Decide(new CaptureCommand(4) { Amount = amount }).Draft!;

        Assert.Equal((EntryType.Capture, 6, 4), (draft.Type, draft.Amount, draft.Reservation));
        Assert.Equal([new(2, Bucket.Reserved, Bucket.Applied, 2), new(1, Bucket.Reserved, Bucket.Applied, 4)], draft.Moves);
    }

    [Fact]
    public void Decide_CaptureOfAPart_LeavesTheRestReserved() => Assert.Equal(
        [new(2, Bucket.Reserved, Bucket.Applied, 2), new(1, Bucket.Reserved, Bucket.Applied, 1)], Decide(new CaptureCommand(4) { Amount = 3 }).Draft!.Moves);

    [Fact]
    public void Decide_CaptureOfAPartReleasingTheRest_GivesTheRestBack()
    {
        var draft = Decide(new CaptureCommand(4) { Amount = 3, ReleaseRest = true }).Draft!;

        Assert.Equal(3, draft.Amount);
        Assert.Equal(
            [new(2, Bucket.Reserved, Bucket.Applied, 2), new(1, Bucket.Reserved, Bucket.Applied, 1), new(1, Bucket.Reserved, Bucket.Available, 3)], draft.Moves);
    }

    [Fact]
    public void Decide_Release_GivesAllBack()
    {
        var draft = Decide(new ReleaseCommand(4)).Draft!;

        Assert.Equal((EntryType.Release, 6, 4), (draft.Type, draft.Amount, draft.Reservation));
        Assert.Equal([new(2, Bucket.Reserved, Bucket.Available, 2), new(1, Bucket.Reserved, Bucket.Available, 4)], draft.Moves);
    }

    [Fact]
    public void Make_ReleaseOfAVoidedGrant_VoidsWhatIsFreed()
    {
        var account = Build.Done(Build.Empty, 1, new GrantCommand(10), new ReserveCommand(4), new VoidCommand(1));

        Assert.Equal(new Totals(0, 0, 0, 0, 0, 10), Build.Done(account, 2, new ReleaseCommand(2)).Totals);
    }

    [Fact]
    public void Make_ReserveDrawingSeveralGrants_HoldsThemInTheOrderTheyWereDrawn()
    {
        var account = Build.Done(Build.Empty, 1, new GrantCommand(4) { Priority = 90 }, new GrantCommand(2), new ReserveCommand(5));

        Assert.Equal([new(2, 2), new(1, 3)], Assert.Single(account.Reservations).Parts);
    }

    private static Grant WithAppliesTo(Grant grant, AppliesTo appliesTo) => grant with { Terms = grant.Terms with { AppliesTo = appliesTo } };

    private static Account Reserved(int count) => Build.AccountOf(
        0,
        [Build.Grant(1, available: 1, reserved: count)],
        [.. Enumerable.Range(2, count).Select(id => new Reservation(id, null, [new(1, 1)]))]);

    private static Decision Decide(Command command) =>
        Decision.Decide(command, Build.Now(Account) with { ReservationEnd = id => id == 5 ? new(5, EntryType.Lapse, 8, Build.At(50)) : null });
}

namespace CreditFunctions.Ledger.Tests;

public sealed class SettlementTests
{
    [Theory]
    [InlineData(9.999999, 5, 0)]
    [InlineData(10, 0, 5)]
    [InlineData(10.000001, 0, 5)]
    public void Settle_AroundEffectiveAt_IsUsableFromThatInstantOn(double now, long pending, long available)
    {
        var account = Build.AccountOf(0, [Build.Grant(1, pending: 5, effective: 10)]);

        Assert.Equal(new Totals(pending, available, 0, 0, 0, 0), Settlement.Settle(account, Build.At(now)).Totals);
    }

    [Theory]
    [InlineData(9.999999, 5, 0)]
    [InlineData(10, 0, 5)]
    [InlineData(10.000001, 0, 5)]
    public void Settle_AroundExpiresAt_IsUsableUntilJustBefore(double now, long available, long expired)
    {
        var account = Build.AccountOf(0, [Build.Grant(1, available: 5, expires: 10)]);

        Assert.Equal(new Totals(0, available, 0, 0, expired, 0), Settlement.Settle(account, Build.At(now)).Totals);
    }

    [Theory]
    [InlineData(9.999999, 0, 5)]
    [InlineData(10, 5, 0)]
    public void Settle_AroundTheEndOfAReservation_IsFreeFromThatInstantOn(double now, long available, long reserved)
    {
        var account = Build.AccountOf(0, [Build.Grant(1, reserved: 5)], new Reservation(2, Build.At(10), [new(1, 5)]));

        Assert.Equal(new Totals(0, available, reserved, 0, 0, 0), Settlement.Settle(account, Build.At(now)).Totals);
    }

    [Fact]
    public void Settle_NothingDue_IsTheSameAccount()
    {
        var account = Build.AccountOf(0, [Build.Grant(1, available: 5), Build.Grant(2, pending: 5, effective: 99)]);

        Assert.Same(account, Settlement.Settle(account, Build.At(98)));
    }

    [Fact]
    public void Settle_AppliedPart_DoesNotExpire()
    {
        var account = Build.AccountOf(0, [Build.Grant(1, available: 3, applied: 2, expires: 10)]);

        Assert.Equal(new Totals(0, 0, 0, 2, 3, 0), Settlement.Settle(account, Build.At(10)).Totals);
    }

    [Fact]
    public void Settle_EndedGrant_IsNoLongerInTheAccount()
    {
        var account = Build.AccountOf(0, [Build.Grant(1, available: 3, expires: 10), Build.Grant(2, available: 3)]);

        Assert.Equal(2, Assert.Single(Settlement.Settle(account, Build.At(10)).Grants).Id);
    }

    [Fact]
    public void Settle_LapsedReservation_IsNoLongerInTheAccount()
    {
        var account = Build.AccountOf(
            0, [Build.Grant(1, reserved: 5)], new Reservation(2, Build.At(10), [new(1, 3)]), new Reservation(3, null, [new(1, 2)]));

        Assert.Equal(3, Assert.Single(Settlement.Settle(account, Build.At(10)).Reservations).Id);
    }

    [Fact]
    public void Settle_ReservedCreditOfAnExpiredGrant_StaysReserved()
    {
        var account = Build.AccountOf(0, [Build.Grant(1, available: 2, reserved: 3, expires: 10)], new Reservation(2, null, [new(1, 3)]));

        Assert.Equal(new Totals(0, 0, 3, 0, 2, 0), Settlement.Settle(account, Build.At(99)).Totals);
    }

    [Fact]
    public void Drafts_ReservationThatLapsesAfterItsGrantsExpiry_ExpiresWhatItFreesAtThatInstant()
    {
        var account = Build.AccountOf(
            0, [Build.Grant(1, available: 2, reserved: 3, expires: 10)], new Reservation(2, Build.At(20), [new(1, 3)]));

        Assert.Equal(
            [(EntryType.Expire, Build.At(10), 2), (EntryType.Lapse, Build.At(20), 3), (EntryType.Expire, Build.At(20), 3)],
            Drafts(account, 30).Select(draft => (draft.Type, draft.PostedAt, draft.Amount)));
    }

    [Fact]
    public void Drafts_AllAtOneInstant_AreLapseActivateExpire()
    {
        var account = Build.AccountOf(
            0,
            [Build.Grant(1, available: 1, expires: 10), Build.Grant(2, pending: 2, effective: 10), Build.Grant(3, reserved: 3)],
            new Reservation(4, Build.At(10), [new(3, 3)]));

        Assert.Equal([EntryType.Lapse, EntryType.Activate, EntryType.Expire], Drafts(account, 10).Select(draft => draft.Type));
    }

    [Fact]
    public void Drafts_OneKindAtOneInstant_AreInOrderOfId()
    {
        var account = Build.AccountOf(
            0, [Build.Grant(1, available: 1, expires: 10), Build.Grant(2, available: 2, expires: 10), Build.Grant(3, available: 3, expires: 10)]);

        Assert.Equal([1, 2, 3], Drafts(account, 10).Select(draft => draft.Amount));
    }

    [Fact]
    public void Drafts_SeveralDueAtOnce_AreInOrderOfInstantWhateverTheirKind()
    {
        var account = Build.AccountOf(
            0,
            [
                Build.Grant(1, pending: 1, effective: 30),
                Build.Grant(2, available: 2, expires: 10),
                Build.Grant(3, reserved: 3),
                Build.Grant(4, pending: 4, effective: 15, expires: 40),
            ],
            new Reservation(5, Build.At(20), [new(3, 3)]));

        Assert.Equal(
            [(10.0, 2L), (15, 4), (20, 3), (30, 1), (40, 4)],
            Drafts(account, 99).Select(draft => (draft.PostedAt.Since(Build.At(0)).TotalSeconds, draft.Amount)));
    }

    [Fact]
    public void Next_Lapse_SaysWhatItFreesInTheOrderItWasDrawn()
    {
        var account = Build.AccountOf(
            0, [Build.Grant(1, reserved: 3), Build.Grant(2, reserved: 4)], new Reservation(5, Build.At(10), [new(2, 4), new(1, 3)]));

        var draft = Settlement.Next(account, Build.At(10));

        Assert.Equal((5, 7), (draft?.Reservation, draft?.Amount));
        Assert.Equal([new(2, Bucket.Reserved, Bucket.Available, 4), new(1, Bucket.Reserved, Bucket.Available, 3)], draft!.Moves);
    }

    [Fact]
    public void Next_Effect_HasNoPolicyAndOneTime()
    {
        var draft = Settlement.Next(Build.AccountOf(0, [Build.Grant(1, available: 1, expires: 10)]), Build.At(50));

        Assert.Equal((Build.At(10), Build.At(10), null), (draft!.PostedAt, draft.CreatedAt, draft.Policy));
    }

    [Fact]
    public void NextDue_NothingToCome_IsNull() => Assert.Null(Build.AccountOf(0, [Build.Grant(1, available: 1)]).NextDue);

    [Fact]
    public void NextDue_GrantWithOnlyReservedCredit_IsItsReservationsEnd()
    {
        var account = Build.AccountOf(0, [Build.Grant(1, reserved: 1, expires: 10)], new Reservation(2, Build.At(20), [new(1, 1)]));

        Assert.Equal(Build.At(20), account.NextDue);
    }

    [Fact]
    public void NextDue_PendingGrant_IsItsStart() =>
        Assert.Equal(Build.At(10), Build.AccountOf(0, [Build.Grant(1, pending: 1, effective: 10, expires: 20)]).NextDue);

    private static List<EntryDraft> Drafts(Account account, double now)
    {
        var drafts = new List<EntryDraft>();
        while (Settlement.Next(account, Build.At(now)) is { } draft)
        {
            drafts.Add(draft);
            account = Posting.Post(account, draft);
        }

        return drafts;
    }
}

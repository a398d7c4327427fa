using FsCheck;
using FsCheck.Fluent;

namespace CreditFunctions.Ledger.Tests;

/// <summary>Settling accounts that hold reservations, against units that each know when they start, end and are freed.</summary>
public sealed class SettlementProperties
{
    private static readonly Gen<Lot> AnyLot =
        from effective in Gen.Elements(-5, 0, 1, 4, 7, 10)
        from length in Gen.Elements<int?>(null, 1, 3, 6, 9, 12)
        from free in Gen.Choose(0, 4)
        from held in Gen.Choose(0, 3).ArrayOf(3)
        select new Lot(effective, effective + length, free, held);

    private static readonly Gen<World> AnyWorld =
        from count in Gen.Choose(1, 5)
        from lots in AnyLot.ArrayOf(count)
        from ends in Gen.Elements<int?>(null, 1, 4, 7, 10, 12).ArrayOf(3)
        select new World(lots, ends);

    [Fact]
    public void Settle_ToEveryInstant_IsWhereItsUnitsStandThen() => Property.Holds(400, AnyWorld.ToArbitrary(), world =>
    {
        for (var time = 0; time <= 25; time++)
        {
            Assert.Equal(world.At(time), Settlement.Settle(world.Account, Build.At(time)).Totals);
        }
    });

    [Fact]
    public void Settle_InTwoSteps_IsSettlingAtOnce() => Property.Holds(
        400,
        (from world in AnyWorld from first in Gen.Choose(0, 25) from second in Gen.Choose(0, 25) select (world, first, second)).ToArbitrary(),
        run =>
        {
            var (account, then, later) = (run.world.Account, Build.At(Math.Min(run.first, run.second)), Build.At(Math.Max(run.first, run.second)));

            var (once, twice) = (Settlement.Settle(account, later), Settlement.Settle(Settlement.Settle(account, then), later));

            Assert.Equal((once.Seq, once.Totals, once.UpdatedAt), (twice.Seq, twice.Totals, twice.UpdatedAt));
            Assert.Equal(once.Grants, twice.Grants);
            Assert.Equal(once.Reservations.Select(one => one.Id), twice.Reservations.Select(one => one.Id));
        });

    [Fact]
    public void Next_OneAfterTheOther_ComeInOrderOfInstantAndThenOfKind() => Property.Holds(400, AnyWorld.ToArbitrary(), world =>
    {
        var account = world.Account;
        var last = (Build.At(0), -1);
        while (Settlement.Next(account, Build.At(25)) is { } draft)
        {
            var next = (draft.PostedAt, draft.Type switch { EntryType.Lapse => 0, EntryType.Activate => 1, _ => 2 });
            Assert.True(last.CompareTo(next) <= 0);
            (account, last) = (Posting.Post(account, draft), next);
        }
    });

    [Fact]
    public void NextDue_UntilIt_NothingChanges() => Property.Holds(400, AnyWorld.ToArbitrary(), world =>
    {
        var account = world.Account;
        while (account.NextDue is { } due)
        {
            Assert.Same(account, Settlement.Settle(account, due.Plus(TimeSpan.FromMicroseconds(-1))));
            var settled = Settlement.Settle(account, due);
            Assert.NotSame(account, settled);
            account = settled;
        }

        Assert.Same(account, Settlement.Settle(account, Instant.Max));
    });

    /// <summary>A grant made before 0: what of it is free, and what each of three reservations holds.</summary>
    private sealed record Lot(int Effective, int? Expires, int Free, int[] Held)
    {
        public bool IsPending => Effective > 0;

        // What has expired by 0 was settled away, but for what is reserved.
        public int FreeNow => Expires <= 0 ? 0 : Free;
    }

    private sealed record World(Lot[] Lots, int?[] Ends)
    {
        public Account Account => Build.AccountOf(
            0,
            [.. Lots.Select((lot, at) => Grant(lot, at + 1)).Where(grant => grant.IsActive)],
            [.. Ends.Select(Reservation).Where(reservation => reservation.Parts.Length > 0)]);

        public Totals At(int time)
        {
            var stand = Lots.SelectMany(lot => Units(lot).Select(freed => Stands(lot, freed, time))).CountBy(bucket => bucket).ToDictionary();
            return new(
                stand.GetValueOrDefault(Bucket.Pending),
                stand.GetValueOrDefault(Bucket.Available),
                stand.GetValueOrDefault(Bucket.Reserved),
                0,
                stand.GetValueOrDefault(Bucket.Expired),
                0);
        }

        /// <summary>The units of a lot, each as the instant at which it is freed.</summary>
        private IEnumerable<int> Units(Lot lot) => Enumerable.Repeat(0, lot.FreeNow).Concat(
            lot.IsPending ? [] : Ends.SelectMany((end, at) => Enumerable.Repeat(end ?? int.MaxValue, lot.Held[at])));

        private static Bucket Stands(Lot lot, int freed, int time) =>
            time < freed ? Bucket.Reserved
            : time < lot.Effective ? Bucket.Pending
            : lot.Expires <= time ? Bucket.Expired
            : Bucket.Available;

        private static Grant Grant(Lot lot, int id) => Build.Grant(
            id,
            pending: lot.IsPending ? lot.FreeNow : 0,
            available: lot.IsPending ? 0 : lot.FreeNow,
            reserved: lot.IsPending ? 0 : lot.Held.Sum(),
            effective: lot.Effective,
            expires: lot.Expires);

        private Reservation Reservation(int? end, int at) => new(
            Lots.Length + at + 1,
            end is { } time ? Build.At(time) : null,
            [.. Lots.Select((lot, grant) => new ReservedPart(grant + 1, lot.IsPending ? 0 : lot.Held[at])).Where(part => part.Amount > 0)]);
    }
}

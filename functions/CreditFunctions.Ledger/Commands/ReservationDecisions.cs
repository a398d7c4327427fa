using System.Globalization;

namespace CreditFunctions.Ledger;

/// <summary>Decides what sets credit aside, and what becomes of it.</summary>
internal static class ReservationDecisions
{
    public static Decision Reserve(ReserveCommand command, Situation now)
    {
        var account = now.Account;
        if (command.ExpiresAt <= now.At)
        {
            return Decision.Refuse(
                RefusalCodes.InvalidField, $"expires_at is {command.ExpiresAt}; it must be after {now.At}, as of which the command is judged.", "expires_at");
        }

        if (account.Reservations.Length >= Limits.OpenReservations)
        {
            return Decision.Refuse(RefusalCodes.TooManyOpenReservations, string.Create(
                CultureInfo.InvariantCulture, $"The account has {account.Reservations.Length} open reservations; at most {Limits.OpenReservations} are allowed."));
        }

        var available = Draw.Covering(account.Grants, command.PaysFor);
        return command.Amount > available
            ? UseDecisions.Insufficient(command.Amount, available, command.PaysFor, "reserved", now)
            : now.Accept(
                EntryType.Reserve, command.Amount, command, Draw.Available(account.Grants, command.PaysFor, command.Amount, Bucket.Reserved, now.Policy.DrawOrder),
                draft => draft with { LapsesAt = command.ExpiresAt, PaysFor = command.PaysFor });
    }

    public static Decision Capture(CaptureCommand command, Situation now)
    {
        if (now.Account.Reservation(command.Reservation) is not { } reservation)
        {
            return NotOpen(command.Reservation, now);
        }

        var amount = command.Amount ?? reservation.Amount;
        if (amount > reservation.Amount)
        {
            return Decision.Refuse(RefusalCodes.ReservationExceeded, $"{now.Text(amount)} was to be captured; the reservation holds {now.Text(reservation.Amount)}.", "amount");
        }

        var captured = Draw.Reserved(now.Account, reservation, amount, now.Policy.DrawOrder);
        var released = command.ReleaseRest ? reservation.Less(captured).Back(now.Account) : [];
        return now.Accept(EntryType.Capture, amount, command, [.. captured, .. released], draft => draft with { Reservation = reservation.Id });
    }

    public static Decision Release(ReleaseCommand command, Situation now) =>
        now.Account.Reservation(command.Reservation) is { } reservation
            ? now.Accept(EntryType.Release, reservation.Amount, command, reservation.Back(now.Account), draft => draft with { Reservation = reservation.Id })
            : NotOpen(command.Reservation, now);

    private static Decision NotOpen(long id, Situation now) => now.ReservationEnd(id) is { } end
        ? Decision.Refuse(RefusalCodes.ReservationEnded, $"The reservation ended at {end.EndedAt} by a {end.By.Name()}.", "reservation_id")
        : Decision.Refuse(RefusalCodes.ReservationNotFound, "The account has no such reservation.", "reservation_id");
}

namespace CreditFunctions.Ledger;

/// <summary>Why a command was not done. Nothing changed.</summary>
/// <param name="Code">Stable, for programs: one of <see cref="RefusalCodes"/>.</param>
/// <param name="Detail">For people: what was asked, what there is, what is allowed.</param>
/// <param name="Field">The field of the command at fault, if one is.</param>
public sealed record Refusal(string Code, string Detail, string? Field = null)
{
    /// <summary>Which command of the request it is about, from 0; null: the request as a whole.</summary>
    public int? Command { get; init; }
}

/// <summary>The codes of refusals.</summary>
public static class RefusalCodes
{
    /// <summary>A field of the command is out of its bounds.</summary>
    public const string InvalidField = "invalid_field";

    /// <summary>Less is available than was to be applied or reserved, with the overage that is allowed.</summary>
    public const string InsufficientCredit = "insufficient_credit";

    /// <summary>The account never had that grant.</summary>
    public const string GrantNotFound = "grant_not_found";

    /// <summary>Nothing of the grant is left.</summary>
    public const string GrantEnded = "grant_ended";

    /// <summary>Some of the grant is reserved or applied, and it was to be voided only if unused.</summary>
    public const string GrantUsed = "grant_used";

    /// <summary>All that is left of the grant is reserved.</summary>
    public const string GrantReserved = "grant_reserved";

    /// <summary>The account never had that reservation.</summary>
    public const string ReservationNotFound = "reservation_not_found";

    /// <summary>The reservation was captured or released, or has lapsed.</summary>
    public const string ReservationEnded = "reservation_ended";

    /// <summary>More was to be captured than the reservation holds.</summary>
    public const string ReservationExceeded = "reservation_exceeded";

    /// <summary>The account would have had more than <see cref="Limits.OpenReservations"/> open reservations.</summary>
    public const string TooManyOpenReservations = "too_many_open_reservations";

    /// <summary>The account has no such entry.</summary>
    public const string EntryNotFound = "entry_not_found";

    /// <summary>The entry consumed no credit, or paid for overage.</summary>
    public const string NotReversible = "not_reversible";

    /// <summary>More was to be undone than is left to undo.</summary>
    public const string ReversalExceeded = "reversal_exceeded";

    /// <summary>More overage was to be ended than there is.</summary>
    public const string OverageExceeded = "overage_exceeded";

    /// <summary>The account would have had more than <see cref="Limits.ActiveGrants"/> active grants.</summary>
    public const string TooManyActiveGrants = "too_many_active_grants";

    /// <summary>All that was ever granted would pass 2^63-1 minor units.</summary>
    public const string TotalTooLarge = "total_too_large";

    /// <summary>The account's state would pass <see cref="Limits.AccountStateBytes"/>.</summary>
    public const string AccountTooLarge = "account_too_large";

    /// <summary>The customer would have had more than <see cref="Limits.AccountsPerCustomer"/> accounts.</summary>
    public const string TooManyAccounts = "too_many_accounts";

    /// <summary>The request alone would write more than <see cref="Limits.CommitRows"/> rows.</summary>
    public const string CommitTooLarge = "commit_too_large";
}

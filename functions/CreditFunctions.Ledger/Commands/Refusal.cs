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

    /// <summary>Less is available than was to be applied.</summary>
    public const string InsufficientCredit = "insufficient_credit";

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

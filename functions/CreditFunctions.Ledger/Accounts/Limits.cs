namespace CreditFunctions.Ledger;

/// <summary>What the ledger refuses to go beyond, each with its own code in <see cref="Refusal"/>.</summary>
public static class Limits
{
    /// <summary>Grants of an account with something pending, available or reserved.</summary>
    public const int ActiveGrants = 64;

    /// <summary>Reservations of an account that are neither captured, released nor lapsed.</summary>
    public const int OpenReservations = 32;

    /// <summary>
    /// Bytes of an account's active grants and open reservations as the table counts them: two a character. An entity holds 1 MiB.
    /// </summary>
    public const int AccountStateBytes = 512 * 1024;

    /// <summary>UTF-8 bytes of the entries of one commit; most commits of that size stay below the 4 MiB of a transaction, and those that do not are cut or refused when they are sent.</summary>
    public const int CommitBytes = 512 * 1024;

    /// <summary>Rows of one commit; the service takes 100 in a transaction.</summary>
    public const int CommitRows = 90;

    /// <summary>Commands of one request.</summary>
    public const int CommandsPerRequest = 20;

    /// <summary>Characters of a memo.</summary>
    public const int MemoLength = 500;

    /// <summary>Characters of a grant's name.</summary>
    public const int GrantNameLength = 100;

    /// <summary>Characters of a grant's external number.</summary>
    public const int ExternalNumberLength = 255;

    /// <summary>The highest priority number of a grant (drawn last); the lowest is 0.</summary>
    public const int MaxPriority = 100;

    /// <summary>Prices or billable items that a grant may name.</summary>
    public const int AppliesToIds = 20;

    /// <summary>Characters of each reference and of each name of what credit pays for.</summary>
    public const int ReferenceLength = 255;

    /// <summary>Pairs of metadata.</summary>
    public const int MetadataPairs = 50;

    /// <summary>Characters of a metadata key.</summary>
    public const int MetadataKeyLength = 40;

    /// <summary>Characters of a metadata value.</summary>
    public const int MetadataValueLength = 500;

    /// <summary>Accounts of one customer.</summary>
    public const int AccountsPerCustomer = 100;
}

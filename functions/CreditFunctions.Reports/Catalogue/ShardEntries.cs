namespace CreditFunctions.Reports;

/// <summary>
/// A shard's entries that moved credit in or out by the instant of a snapshot: in order of their accounts' keys, newest first within each. Not a report of the catalogue, but what
/// <see cref="CustomerCredits"/> is made of, by joining each with its account.
/// </summary>
public static class ShardEntries
{
    /// <summary>The definition's key.</summary>
    public const string Key = "entries";

    /// <summary>The customer's id.</summary>
    public const int CustomerId = 0;

    /// <summary>The pool of credit.</summary>
    public const int Entitlement = 1;

    /// <summary>The unit's code.</summary>
    public const int Unit = 2;

    /// <summary>The entry's seq within its account.</summary>
    public const int Seq = 3;

    /// <summary>The business's time of the entry.</summary>
    public const int CreatedAt = 4;

    /// <summary>The ledger's time of the entry.</summary>
    public const int PostedAt = 5;

    /// <summary>What kind of entry it is.</summary>
    public const int Type = 6;

    /// <summary>By how much it changed what is available; never 0.</summary>
    public const int Amount = 7;

    /// <summary>The note given with it.</summary>
    public const int Memo = 8;

    /// <summary>Its id.</summary>
    public const int EntryId = 9;

    /// <summary>Its number; 0 for an effect of time that nobody has written down.</summary>
    public const int EntryNumber = 10;

    /// <summary>Its columns and order.</summary>
    public static ReportDefinition Definition { get; } = new(
        Key,
        "Entries of a Shard",
        [
            new(CustomerId, "customer_id", "Customer ID", ColumnKind.Text, "The business's id of the customer."),
            new(Entitlement, "entitlement", "Entitlement", ColumnKind.Text, "The pool of credit."),
            new(Unit, "unit", "Unit", ColumnKind.Text, "Currency code or custom unit."),
            new(Seq, "seq", "Seq", ColumnKind.Integer, "The entry's place in its account, from 1."),
            new(CreatedAt, "created_at", "Created At", ColumnKind.Instant, "The business's time of the entry."),
            new(PostedAt, "posted_at", "Posted At", ColumnKind.Instant, "The ledger's time of the entry."),
            new(Type, "type", "Type", ColumnKind.Text, "What kind of entry moved the credit."),
            new(Amount, "amount", "Amount", ColumnKind.Amount, "Credit moved: positive in, negative out."),
            new(Memo, "memo", "Memo", ColumnKind.Text, "The note given with the entry."),
            new(EntryId, "entry_id", "Entry ID", ColumnKind.Text, "The entry's id."),
            new(EntryNumber, "entry_number", "Entry Number", ColumnKind.Integer, "The entry's stable integer number; 0 until an effect of time is written down."),
        ],
        defaultSort: "customer_id",
        naturalKey: ["customer_id", "entitlement", "unit", "seq"]);
}

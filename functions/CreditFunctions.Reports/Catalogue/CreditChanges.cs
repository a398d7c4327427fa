namespace CreditFunctions.Reports;

/// <summary>
/// The rows of <c>changes.csv</c> of <see cref="CustomerCredits"/>: one for every entry of the report that was posted after the snapshot before (<see cref="Entry"/>), and one for every balance
/// that moved though no entry of the report moved it (<see cref="Balance"/>: what moved it is dated before the report's period, as imported history may be). Each has the customer's balance in
/// the unit, over all entitlements, at the snapshot before and now.
/// </summary>
public static class CreditChanges
{
    /// <summary>The definition's key.</summary>
    public const string Key = "credit-changes";

    /// <summary>An entry is new.</summary>
    public const string Entry = "entry";

    /// <summary>A balance moved, and no new entry of the report says why: the entry's texts are absent, its amount is by how much, its times are the instant of the snapshot.</summary>
    public const string Balance = "balance";

    /// <summary>The customer's id.</summary>
    public const int CustomerId = 0;

    /// <summary>The unit's code.</summary>
    public const int Unit = 1;

    /// <summary><see cref="Entry"/> or <see cref="Balance"/>.</summary>
    public const int Change = 2;

    /// <summary>The customer's balance in the unit at the snapshot before; 0 without one.</summary>
    public const int BalanceFrom = 3;

    /// <summary>The same now, as <see cref="CustomerCredits"/> has it.</summary>
    public const int BalanceTo = 4;

    /// <summary>The pool of credit the entry belongs to; absent of a balance.</summary>
    public const int Entitlement = 5;

    /// <summary>The entry's id; absent of a balance.</summary>
    public const int EntryId = 6;

    /// <summary>What kind of entry it is; absent of a balance.</summary>
    public const int Type = 7;

    /// <summary>Credit moved.</summary>
    public const int Amount = 8;

    /// <summary>The business's time of the entry.</summary>
    public const int CreatedAt = 9;

    /// <summary>The ledger's time of the entry.</summary>
    public const int PostedAt = 10;

    /// <summary>The note given with the entry.</summary>
    public const int Memo = 11;

    /// <summary>Its columns and order.</summary>
    public static ReportDefinition Definition { get; } = new(
        Key,
        "Changes of Customer Credits",
        [
            new(CustomerId, "customer_id", "Customer ID", ColumnKind.Text, "The business's id of the customer."),
            new(Unit, "unit", "Unit", ColumnKind.Text, "Currency code or custom unit the amounts of the row are in."),
            new(Change, "change", "Change", ColumnKind.Text, "entry: a new entry of the report; balance: a balance moved without one."),
            new(BalanceFrom, "balance_from", "Balance From", ColumnKind.Amount, "The customer's balance in the unit at the snapshot before."),
            new(BalanceTo, "balance_to", "Balance To", ColumnKind.Amount, "The customer's balance in the unit now."),
            new(Entitlement, "entitlement", "Entitlement", ColumnKind.Text, "The pool of credit the entry belongs to."),
            new(EntryId, "entry_id", "Entry ID", ColumnKind.Text, "The entry's id."),
            new(Type, "type", "Type", ColumnKind.Text, "What kind of entry moved the credit."),
            new(Amount, "amount", "Amount", ColumnKind.Amount, "Credit moved: positive in, negative out."),
            new(CreatedAt, "created_at", "Created At", ColumnKind.Instant, "The business's time of the entry; of a balance, the instant of the snapshot."),
            new(PostedAt, "posted_at", "Posted At", ColumnKind.Instant, "The ledger's time of the entry; of a balance, the instant of the snapshot."),
            new(Memo, "memo", "Memo", ColumnKind.Text, "The note given with the entry."),
        ],
        defaultSort: "customer_id",
        naturalKey: ["customer_id", "unit", "entitlement", "entry_id"]);
}

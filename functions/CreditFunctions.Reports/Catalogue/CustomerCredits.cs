namespace CreditFunctions.Reports;

/// <summary>The report of a row per entry that moves credit in or out.</summary>
public static class CustomerCredits
{
    /// <summary>The report's key.</summary>
    public const string Key = "customer-credits";

    internal const int CustomerId = 0;
    internal const int CustomerNumber = 1;
    internal const int CustomerName = 2;
    internal const int CustomerEmail = 3;
    internal const int CreatedAt = 4;
    internal const int PostedAt = 5;
    internal const int Type = 6;
    internal const int Amount = 7;
    internal const int Balance = 8;
    internal const int Entitlement = 9;
    internal const int Unit = 10;
    internal const int Memo = 11;
    internal const int EntryId = 12;
    internal const int EntryNumber = 13;

    /// <summary>Its columns and order.</summary>
    public static ReportDefinition Definition { get; } = new(
        Key,
        "Customer Credits",
        [
            new(CustomerId, "customer_id", "Customer ID", ColumnKind.Text, "The business's id of the customer.") { Repeats = true },
            new(CustomerNumber, "customer_number", "Customer Number", ColumnKind.Integer, "The customer's stable integer number."),
            new(CustomerName, "customer_name", "Customer Name", ColumnKind.Text, "The customer's name as of the scan.") { Repeats = true },
            new(CustomerEmail, "customer_email", "Customer Email", ColumnKind.Text, "The customer's email address as of the scan.") { Repeats = true },
            new(CreatedAt, "created_at", "Created At", ColumnKind.Instant, "The business's time of the entry."),
            new(PostedAt, "posted_at", "Posted At", ColumnKind.Instant, "The ledger's time of the entry."),
            new(Type, "type", "Type", ColumnKind.Text, "What kind of entry moved the credit.") { Repeats = true },
            new(Amount, "amount", "Amount", ColumnKind.Amount, "Credit moved: positive in, negative out."),
            new(Balance, "balance", "Balance", ColumnKind.Amount, "The customer's balance as of the report, the same on all of the customer's rows in a unit."),
            new(Entitlement, "entitlement", "Entitlement", ColumnKind.Text, "The pool of credit the entry belongs to.") { Repeats = true },
            new(Unit, "unit", "Unit", ColumnKind.Text, "Currency code or custom unit the amounts of the row are in.") { Repeats = true },
            new(Memo, "memo", "Memo", ColumnKind.Text, "The note given with the entry."),
            new(EntryId, "entry_id", "Entry ID", ColumnKind.Text, "The entry's id."),
            new(EntryNumber, "entry_number", "Entry Number", ColumnKind.Integer, "The entry's stable integer number, growing with time; 0 until an effect of time is written down."),
        ],
        defaultSort: "-created_at",
        naturalKey: ["customer_id", "entitlement", "unit", "entry_id"]);
}

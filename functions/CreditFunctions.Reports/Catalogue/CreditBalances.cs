namespace CreditFunctions.Reports;

/// <summary>The report of a row per account: who holds how much, and what became of all that was granted.</summary>
public static class CreditBalances
{
    /// <summary>The report's key.</summary>
    public const string Key = "credit-balances";

    internal const int CustomerId = 0;
    internal const int CustomerNumber = 1;
    internal const int CustomerName = 2;
    internal const int CustomerEmail = 3;
    internal const int Entitlement = 4;
    internal const int Unit = 5;
    internal const int Granted = 6;
    internal const int Pending = 7;
    internal const int Available = 8;
    internal const int Reserved = 9;
    internal const int Applied = 10;
    internal const int Expired = 11;
    internal const int Voided = 12;
    internal const int Overage = 13;
    internal const int CreatedAt = 14;
    internal const int UpdatedAt = 15;

    /// <summary>Its columns and order.</summary>
    public static ReportDefinition Definition { get; } = new(
        Key,
        "Credit Balances",
        [
            new(CustomerId, "customer_id", "Customer ID", ColumnKind.Text, "The business's id of the customer.") { Repeats = true },
            new(CustomerNumber, "customer_number", "Customer Number", ColumnKind.Integer, "The customer's stable integer number."),
            new(CustomerName, "customer_name", "Customer Name", ColumnKind.Text, "The customer's name as of the scan.") { Repeats = true },
            new(CustomerEmail, "customer_email", "Customer Email", ColumnKind.Text, "The customer's email address as of the scan.") { Repeats = true },
            new(Entitlement, "entitlement", "Entitlement", ColumnKind.Text, "The pool of credit the account belongs to.") { Repeats = true },
            new(Unit, "unit", "Unit", ColumnKind.Text, "Currency code or custom unit all amounts of the row are in.") { Repeats = true },
            new(Granted, "granted", "Granted", ColumnKind.Amount, "All credit ever granted; the sum of the six columns after it."),
            new(Pending, "pending", "Pending", ColumnKind.Amount, "Granted and not yet effective."),
            new(Available, "available", "Available", ColumnKind.Amount, "Free to be applied or reserved."),
            new(Reserved, "reserved", "Reserved", ColumnKind.Amount, "Set aside for unpaid invoices."),
            new(Applied, "applied", "Applied", ColumnKind.Amount, "Consumed."),
            new(Expired, "expired", "Expired", ColumnKind.Amount, "Ran out of time before it was used."),
            new(Voided, "voided", "Voided", ColumnKind.Amount, "Taken back by the business."),
            new(Overage, "overage", "Overage", ColumnKind.Amount, "Consumed beyond the available credit; apart from granted."),
            new(CreatedAt, "created_at", "Created At", ColumnKind.Instant, "When the account's first entry was made."),
            new(UpdatedAt, "updated_at", "Updated At", ColumnKind.Instant, "When the account last changed."),
        ],
        defaultSort: "customer_id",
        naturalKey: ["customer_id", "entitlement", "unit"]);
}

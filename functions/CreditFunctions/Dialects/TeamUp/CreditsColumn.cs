using CreditFunctions.Reports;

namespace CreditFunctions.Dialects.TeamUp;

/// <summary>A column of the report, and the column of the own report <c>customer-credits</c> that fills it.</summary>
/// <param name="Key">Its path into a row.</param>
/// <param name="Alias">Its other name in queries.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Source">The own report's column.</param>
internal sealed record CreditsColumn(string Key, string Alias, string Label, ReportColumn Source)
{
    public static readonly CreditsColumn CustomerId = Of("customer.id", "customer_id", "Customer ID", "customer_number");
    public static readonly CreditsColumn CustomerName = Of("customer.name", "customer_name", "Customer Name", "customer_name");
    public static readonly CreditsColumn CustomerEmail = Of("customer.email", "customer_email", "Customer Email", "customer_email");
    public static readonly CreditsColumn CreatedAt = Of("created_at", "created_at", "Created At", "created_at");
    public static readonly CreditsColumn Amount = Of("amount", "amount", "Amount", "amount");
    public static readonly CreditsColumn Balance = Of("balance", "balance", "Balance", "balance");
    public static readonly CreditsColumn Memo = Of("memo", "memo", "Memo", "memo");

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<CreditsColumn> All { get; } = [CustomerId, CustomerName, CustomerEmail, CreatedAt, Amount, Balance, Memo];

    /// <summary>Those a name stands for: <c>customer</c> is three of them, and one nobody knows is none.</summary>
    public static IReadOnlyList<CreditsColumn> Named(string name) => name == "customer" ? [CustomerId, CustomerName, CustomerEmail] : Find(name) is { } one ? [one] : [];

    /// <summary>The column of a name that rows can be sorted by; null: there is none.</summary>
    public static CreditsColumn? Sortable(string name) => Find(name) is { IsSortable: true } one ? one : null;

    /// <summary>Can rows be sorted by it?</summary>
    public bool IsSortable => this != Memo;

    private static CreditsColumn Of(string key, string alias, string label, string source) => new(key, alias, label, CustomerCredits.Definition[source]);

    private static CreditsColumn? Find(string name) => All.FirstOrDefault(one => one.Key == name || one.Alias == name);
}

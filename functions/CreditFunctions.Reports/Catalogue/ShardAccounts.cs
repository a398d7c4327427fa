namespace CreditFunctions.Reports;

/// <summary>
/// A shard's accounts as of a snapshot, in order of their keys: not a report of the catalogue, but what reports are made of and the next snapshot starts from. Its first columns are those of
/// <see cref="CreditBalances"/>, so that each of its rows begins with one of that report.
/// </summary>
public static class ShardAccounts
{
    /// <summary>The definition's key.</summary>
    public const string Key = "accounts";

    /// <summary>The account's last entry at the instant that was written down.</summary>
    public const int Seq = 16;

    /// <summary>That entry's hash, in lower-case hex.</summary>
    public const int Head = 17;

    /// <summary>
    /// When the next effect of time comes due, or came due that nobody has written down; <see cref="Ledger.Instant.Max"/> if there is none. <see cref="Ledger.Instant.Min"/>: the account had
    /// changed since the instant, so what the next is was not to be seen.
    /// </summary>
    public const int NextDue = 18;

    /// <summary>Its columns and order.</summary>
    public static ReportDefinition Definition { get; } = new(
        Key,
        "Accounts of a Shard",
        [
            .. CreditBalances.Definition.Columns,
            new(Seq, "seq", "Seq", ColumnKind.Integer, "The account's last entry at the instant that was written down."),
            new(Head, "head", "Head", ColumnKind.Text, "That entry's hash."),
            new(NextDue, "next_due", "Next Due", ColumnKind.Instant, "When the next effect of time comes due, or came due and was not written down."),
        ],
        defaultSort: "customer_id",
        naturalKey: ["customer_id", "entitlement", "unit"]);
}

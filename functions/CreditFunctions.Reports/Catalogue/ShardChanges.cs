namespace CreditFunctions.Reports;

/// <summary>
/// What became of a shard's accounts since the snapshot before, in order of their keys: a row for every account that was not there then (<see cref="Added"/>, from zero) and for every one of which
/// one of the amounts is another now (<see cref="Moved"/>); none for the others. Not a report of the catalogue, but the rows of <c>changes.csv</c> of <see cref="CreditBalances"/>.
/// </summary>
public static class ShardChanges
{
    /// <summary>The definition's key.</summary>
    public const string Key = "changes";

    /// <summary>The file of changes beside a snapshot's own.</summary>
    public const string FileName = "changes.csv";

    /// <summary>The account was not in the snapshot before; its amounts come from zero.</summary>
    public const string Added = "added";

    /// <summary>The account was there with other amounts.</summary>
    public const string Moved = "moved";

    /// <summary>The customer's id.</summary>
    public const int CustomerId = 0;

    /// <summary>The pool of credit.</summary>
    public const int Entitlement = 1;

    /// <summary>The unit's code.</summary>
    public const int Unit = 2;

    /// <summary><see cref="Added"/> or <see cref="Moved"/>.</summary>
    public const int Change = 3;

    /// <summary>The first of the pairs of amounts, from and to, in the order of <see cref="Amounts"/>.</summary>
    public const int FirstPair = 4;

    /// <summary>The columns of <see cref="CreditBalances"/> (and so of <see cref="ShardAccounts"/>) that are compared, in the order of their pairs.</summary>
    public static ReadOnlySpan<int> Amounts =>
    [
        CreditBalances.Pending, CreditBalances.Available, CreditBalances.Reserved, CreditBalances.Applied, CreditBalances.Expired, CreditBalances.Voided, CreditBalances.Overage,
    ];

    /// <summary>Its columns and order.</summary>
    public static ReportDefinition Definition { get; } = new(
        Key,
        "Changes of Accounts",
        [
            new(CustomerId, "customer_id", "Customer ID", ColumnKind.Text, "The business's id of the customer."),
            new(Entitlement, "entitlement", "Entitlement", ColumnKind.Text, "The pool of credit."),
            new(Unit, "unit", "Unit", ColumnKind.Text, "Currency code or custom unit."),
            new(Change, "change", "Change", ColumnKind.Text, "added: the account is new; moved: it was there with other amounts."),
            .. Amounts.ToArray().SelectMany((amount, pair) => Pair(CreditBalances.Definition.Columns[amount], FirstPair + (2 * pair))),
        ],
        defaultSort: "customer_id",
        naturalKey: ["customer_id", "entitlement", "unit"]);

    private static ReportColumn[] Pair(ReportColumn amount, int ordinal) =>
    [
        new(ordinal, amount.Key + "_from", amount.Label + " From", ColumnKind.Amount, $"What {amount.Key} was at the snapshot before."),
        new(ordinal + 1, amount.Key + "_to", amount.Label + " To", ColumnKind.Amount, $"What {amount.Key} is now."),
    ];
}

using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>A row of <see cref="ShardAccounts"/>.</summary>
/// <param name="Balance">What <c>credit-balances</c> shows of the account.</param>
/// <param name="Seq">Its last entry at the instant that was written down.</param>
/// <param name="Head">That entry's hash.</param>
/// <param name="NextDue">When the next effect of time comes due; see <see cref="ShardAccounts.NextDue"/>.</param>
internal sealed record ShardAccount(CreditBalanceRow Balance, long Seq, EntryHash Head, Instant NextDue)
{
    /// <summary>What accounts are in order of: the key of its row in Table Storage.</summary>
    public string Name { get; } = NameOf(Balance);

    /// <summary>An account as it was, with its customer as it is.</summary>
    public static ShardAccount Of(AccountAsOf account, ReportedCustomer customer)
    {
        var (key, past) = (account.Key, account.Past);
        return new(
            new(customer.Id, customer.Number, customer.Name, customer.Email, key.Entitlement, account.Unit, past.Totals, past.Overage, account.CreatedAt, past.UpdatedAt),
            past.Seq, past.Head, account.NextDue);
    }

    /// <summary>Reads a row.</summary>
    public static ShardAccount Read(ReadOnlySpan<byte> bytes)
    {
        var row = new Row(bytes, ShardAccounts.Definition, stackalloc long[Row.MaxColumns]);
        return new(
            CreditBalanceRow.Read(row), row.Number(ShardAccounts.Seq), EntryHash.Parse(row.String(ShardAccounts.Head)!),
            Instant.FromMicroseconds(row.Number(ShardAccounts.NextDue)));
    }

    /// <summary>Writes the row.</summary>
    public void Write(RowWriter row)
    {
        Balance.Write(row);
        row.Number(Seq).Text(Head.ToString()).Number(NextDue.Microseconds);
    }

    /// <summary>The account of a business.</summary>
    public AccountKey KeyOf(string business) => new(business, Balance.CustomerId, Balance.Entitlement, Balance.Unit.Code);

    /// <summary>The same account, with its customer as it is now.</summary>
    public ShardAccount With(ReportedCustomer customer) =>
        this with { Balance = Balance with { CustomerNumber = customer.Number, CustomerName = customer.Name, CustomerEmail = customer.Email } };

    private static string NameOf(in CreditBalanceRow row) => RowKeys.Account(new("", row.CustomerId, row.Entitlement, row.Unit.Code));
}

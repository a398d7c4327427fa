using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>The rows of one shard, of one report or the other.</summary>
internal sealed record ShardRows
{
    public IReadOnlyList<CreditBalanceRow> Balances { get; init; } = [];

    public IReadOnlyList<CustomerCreditRow> Credits { get; init; } = [];

    public ShardRecord Record { get; init; } = new("", 0, "");

    public bool IsDoubtful { get; init; }

    /// <summary>Appends them; false: there are more than may be.</summary>
    public bool AppendTo(PackedRows rows, int maxRows)
    {
        foreach (var row in Balances)
        {
            if (rows.Count >= maxRows || rows.Append(row) == AppendOutcome.Full)
            {
                return false;
            }
        }

        foreach (var row in Credits)
        {
            if (rows.Count >= maxRows || rows.Append(row) == AppendOutcome.Full)
            {
                return false;
            }
        }

        return true;
    }
}

namespace CreditFunctions.Reports;

/// <summary>One key of a sort: a column and its direction.</summary>
/// <param name="Column">The column whose cells are compared.</param>
/// <param name="Descending">Largest, latest or last first.</param>
public readonly record struct SortKey(ReportColumn Column, bool Descending)
{
    /// <summary>As a query writes it: <c>-created_at</c> is descending.</summary>
    public override string ToString() => Descending ? "-" + Column.Key : Column.Key;
}

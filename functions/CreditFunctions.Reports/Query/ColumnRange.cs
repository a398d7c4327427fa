namespace CreditFunctions.Reports;

/// <summary>Bounds of the cells of an integer, amount or instant column; both are included.</summary>
/// <param name="Column">The column.</param>
/// <param name="Least">The least value: of an instant its microseconds, of an amount units of 10^-10, whatever the precision of the row's unit.</param>
/// <param name="Most">The most, as <paramref name="Least"/>.</param>
public readonly record struct ColumnRange(ReportColumn Column, Int128 Least, Int128 Most)
{
    /// <summary>All values from one on.</summary>
    public static ColumnRange From(ReportColumn column, Int128 least) => new(column, least, Int128.MaxValue);

    /// <summary>All values up to one.</summary>
    public static ColumnRange UpTo(ReportColumn column, Int128 most) => new(column, Int128.MinValue, most);

    /// <summary>As digests of a query have it.</summary>
    public override string ToString() => $"{Column.Key}={Least}..{Most}";
}

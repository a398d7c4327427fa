namespace CreditFunctions.Reports.Tests.Sorting;

/// <summary>A row as its bytes, and what tests ask of it.</summary>
internal sealed record Encoded(ReportDefinition Report, byte[] Bytes)
{
    public static readonly IComparer<byte[]> ByBytes = Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y));

    public int Precision => Bytes[0];

    /// <summary>A long, or a text that may be absent.</summary>
    public object? this[ReportColumn column]
    {
        get
        {
            var row = new Row(Bytes, Report, stackalloc long[Row.MaxColumns]);
            return column.Kind == ColumnKind.Text ? row.String(column.Ordinal) : row.Number(column.Ordinal);
        }
    }

    public static Encoded Of(CreditBalanceRow row)
    {
        var writer = new RowWriter();
        row.Write(writer);
        return new(CreditBalances.Definition, writer.Written.ToArray());
    }

    public static Encoded Of(CustomerCreditRow row)
    {
        var writer = new RowWriter();
        row.Write(writer);
        return new(CustomerCredits.Definition, writer.Written.ToArray());
    }

    /// <summary>The order under a sort such as <c>unit,-available</c>.</summary>
    public static RowOrder Order(ReportDefinition report, string sort) =>
        new(report, [.. sort.Split(',').Select(key => new SortKey(report[key.TrimStart('-')], key.StartsWith('-')))]);

    public byte[] Key(RowOrder order)
    {
        var row = new Row(Bytes, Report, stackalloc long[Row.MaxColumns]);
        var key = new byte[order.MaxKeyBytes(row)];
        return key[..order.WriteKey(row, key)];
    }
}

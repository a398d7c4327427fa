using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CreditFunctions.Reports;

/// <summary>All rows of a snapshot in ascending order of a column, ready to be paged.</summary>
/// <param name="Column">The column's key.</param>
/// <param name="File">The row file, named as it is in the attempt's folder.</param>
public sealed record PageStore(string Column, RowFileInfo File)
{
    /// <summary>The name of the page store of a column.</summary>
    public static string NameOf(ReportDefinition report, string column) => $"{report.Key}.by-{column}.rows";

    /// <summary>The id of the page store at a path: its blocks bear it, and it is another one where the report's columns are others.</summary>
    public static long IdOf(string path, ReportDefinition report) => BinaryPrimitives.ReadInt64LittleEndian(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [path, .. report.Columns.Select(static column => $"{column.Key} {column.KindName}")]))));
}

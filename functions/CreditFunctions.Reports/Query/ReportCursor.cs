using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>
/// Where the next page of a query begins, and in which rows. As a text it is opaque and has no secret: it bears a digest of the business, report, sort and filter it belongs to, and a check
/// of itself. Columns, limit and format may differ from page to page.
/// </summary>
/// <param name="OfSnapshot">Its rows are a snapshot's; else they are live.</param>
/// <param name="AsOf">The instant of its rows; of a snapshot's, the slot.</param>
/// <param name="Offset">Rows before the page.</param>
/// <param name="Query">The digest of what it belongs to.</param>
public sealed record ReportCursor(bool OfSnapshot, Instant AsOf, long Offset, ulong Query)
{
    private const byte Version = 1;

    // Version, kind, instant, offset, digest and check: a multiple of three, so that every character of the text counts.
    private const int Bytes = 2 + (4 * sizeof(long)) + 2;
    private const int CheckFrom = 2 + (3 * sizeof(long));
    private const int TextLength = Bytes / 3 * 4;

    /// <summary>The cursor of the page after this one; null: there is none.</summary>
    /// <param name="business">Whose rows they are.</param>
    /// <param name="query">What was asked.</param>
    /// <param name="data">The rows that were asked.</param>
    /// <param name="page">What was answered.</param>
    public static string? Next(string business, ReportQuery query, ReportData data, ReportPageRows page)
    {
        var next = query.Offset + page.Rows.Count;
        return page.Rows.Count == 0 || next >= page.Total
            ? null
            : new ReportCursor(data.Snapshot is not null, data.Snapshot?.Slot ?? data.AsOf, next, DigestOf(business, query)).ToString();
    }

    /// <summary>Its text: 48 characters that a query string can hold as they are.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        bytes[0] = Version;
        bytes[1] = (byte)(OfSnapshot ? 1 : 0);
        BinaryPrimitives.WriteInt64BigEndian(bytes[2..], AsOf.Microseconds);
        BinaryPrimitives.WriteInt64BigEndian(bytes[10..], Offset);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[18..], Query);
        WriteCheck(bytes[..CheckFrom], bytes[CheckFrom..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads what <see cref="ToString"/> writes, and nothing else.</summary>
    internal static bool TryParse(string text, [NotNullWhen(true)] out ReportCursor? cursor)
    {
        cursor = null;
        Span<byte> bytes = stackalloc byte[Bytes];
        Span<byte> check = stackalloc byte[Bytes - CheckFrom];
        if (text.Length != TextLength || !Base64Url.TryDecodeFromChars(text, bytes, out var read) || read != Bytes)
        {
            return false;
        }

        WriteCheck(bytes[..CheckFrom], check);
        if (!check.SequenceEqual(bytes[CheckFrom..]) || bytes[0] != Version)
        {
            return false;
        }

        var (microseconds, offset) = (BinaryPrimitives.ReadInt64BigEndian(bytes[2..]), BinaryPrimitives.ReadInt64BigEndian(bytes[10..]));
        if (microseconds < 0 || microseconds > Instant.Max.Microseconds || offset is < 0 or > ReportQuery.MaxOffset)
        {
            return false;
        }

        cursor = new(bytes[1] != 0, Instant.FromMicroseconds(microseconds), offset, BinaryPrimitives.ReadUInt64BigEndian(bytes[18..]));
        return !cursor.OfSnapshot || SnapshotId.At(cursor.AsOf).Slot == cursor.AsOf;
    }

    /// <summary>Equal for queries whose rows and order are the same.</summary>
    internal static ulong DigestOf(string business, ReportQuery query)
    {
        static string List(IEnumerable<string> values) => string.Join(',', values.Order(StringComparer.Ordinal));
        var filter = query.Filter;
        // No part may hold a line's end but the last.
        string[] parts =
        [
            business, query.Report.Key, string.Join(',', query.Sort), List(filter.Customers), List(filter.Entitlements), List(filter.Units), List(filter.Types),
            List(filter.Ranges.Select(range => range.ToString())), filter.Timeframe?.Name ?? "", filter.Text ?? "",
        ];
        return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
    }

    private static void WriteCheck(ReadOnlySpan<byte> content, Span<byte> check)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        hash[..check.Length].CopyTo(check);
    }
}

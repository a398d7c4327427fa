using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;

namespace CreditFunctions.Reports;

/// <summary>
/// The order of rows under a sort: the asked keys, then what is left of the natural key in the direction of the last asked key, so that no two rows are equal and a descending sort is the
/// exact reverse of the ascending one. It makes of each row a key of bytes, and rows come in the order of their keys' bytes. Texts compare by their UTF-8, an absent text as an empty one; amounts
/// by value, whatever their units' precisions.
/// </summary>
public sealed class RowOrder
{
    private const int NumberBytes = sizeof(long);

    // A sign and length, and at most 13 bytes: 2^63 times 10^10 is below 2^97. Written as two numbers.
    private const int MaxAmountBytes = 1 + (2 * NumberBytes);
    private const int TerminatorBytes = 2;

    private static readonly ImmutableArray<ulong> PowersOfTen = [.. Enumerable.Range(0, Ledger.Unit.MaxPrecision + 1).Select(exponent => (ulong)BigInteger.Pow(10, exponent))];

    /// <summary>The order under a sort.</summary>
    public RowOrder(ReportDefinition report, ImmutableArray<SortKey> sort)
    {
        Report = report;
        var natural = report.NaturalKey.Where(column => sort.All(key => key.Column != column)).Select(column => new SortKey(column, sort[^1].Descending));
        Keys = [.. sort, .. natural];
    }

    /// <summary>The report whose rows are ordered.</summary>
    public ReportDefinition Report { get; }

    /// <summary>All keys, most important first.</summary>
    public ImmutableArray<SortKey> Keys { get; }

    /// <summary>No fewer bytes than the row's key has.</summary>
    public int MaxKeyBytes(in Row row)
    {
        // Every byte of the row may be a 0 of a text, which takes two.
        return (2 * row.Length) + (Keys.Length * MaxAmountBytes);
    }

    /// <summary>Writes the row's key and returns its length, at most <see cref="MaxKeyBytes"/>. No key is the beginning of another.</summary>
    public int WriteKey(in Row row, Span<byte> output)
    {
        var at = 0;
        foreach (var key in Keys.AsSpan())
        {
            var column = key.Column.Ordinal;
            var cell = output[at..];
            var length = key.Column.Kind switch
            {
                ColumnKind.Text => WriteText(row.Text(column), cell),
                ColumnKind.Amount => WriteAmount(row.Number(column), row.Precision, cell),
                _ => WriteNumber(row.Number(column), cell),
            };
            if (key.Descending)
            {
                Complement(cell[..length]);
            }

            at += length;
        }

        return at;
    }

    /// <summary>The beginning of the keys of all rows whose first sort cell has that value: what ranges of a sorted file are found by.</summary>
    public byte[] PrefixOf(long number, int precision)
    {
        var cell = new byte[MaxAmountBytes];
        return Prefix(cell, Keys[0].Column.Kind == ColumnKind.Amount ? WriteAmount(number, precision, cell) : WriteNumber(number, cell));
    }

    /// <inheritdoc cref="PrefixOf(long, int)"/>
    /// <param name="scaled">An amount in units of 10^-10.</param>
    public byte[] PrefixOfAmount(Int128 scaled)
    {
        var cell = new byte[MaxAmountBytes];
        var magnitude = (UInt128)Int128.Abs(scaled);
        return Prefix(cell, WriteScaled(scaled < 0, (ulong)(magnitude >> 64), (ulong)(magnitude & ulong.MaxValue), cell));
    }

    /// <inheritdoc cref="PrefixOf(long, int)"/>
    public byte[] PrefixOf(ReadOnlySpan<byte> text)
    {
        var cell = new byte[(2 * text.Length) + TerminatorBytes];
        return Prefix(cell, WriteText(text, cell));
    }

    private byte[] Prefix(byte[] cell, int length)
    {
        if (Keys[0].Descending)
        {
            Complement(cell.AsSpan(0, length));
        }

        return cell[..length];
    }

    private static int WriteNumber(long value, Span<byte> output)
    {
        BinaryPrimitives.WriteInt64BigEndian(output, value ^ long.MinValue);
        return NumberBytes;
    }

    /// <summary>A first byte that grows with the sign and the length, then the value in units of 10^-10, as short as it goes; what is negative as the complement of its positive.</summary>
    private static int WriteAmount(long minor, int precision, Span<byte> output)
    {
        var upper = Math.BigMul(unchecked((ulong)(minor < 0 ? -minor : minor)), PowersOfTen[Ledger.Unit.MaxPrecision - precision], out var lower);
        return WriteScaled(minor < 0, upper, lower, output);
    }

    private static int WriteScaled(bool isNegative, ulong upper, ulong lower, Span<byte> output)
    {
        var upperBytes = NumberBytes - (BitOperations.LeadingZeroCount(upper) / 8);
        var lowerBytes = upperBytes > 0 ? NumberBytes : NumberBytes - (BitOperations.LeadingZeroCount(lower) / 8);
        var bytes = upperBytes + lowerBytes;
        output[0] = (byte)(0x80 + bytes);

        // Each is written whole, its own bytes first; what is too much of it is written over.
        BinaryPrimitives.WriteUInt64BigEndian(output[1..], upper << ((NumberBytes - upperBytes) * 8));
        BinaryPrimitives.WriteUInt64BigEndian(output[(1 + upperBytes)..], lower << ((NumberBytes - lowerBytes) * 8));
        if (isNegative)
        {
            Complement(output[..(bytes + 1)]);
        }

        return bytes + 1;
    }

    /// <summary>The text, then 0 0; a 0 in it is 0 1, so that a text comes before all that it begins.</summary>
    private static int WriteText(ReadOnlySpan<byte> text, Span<byte> output)
    {
        var at = 0;
        while (text.IndexOf((byte)0) is var zero && zero >= 0)
        {
            text[..zero].CopyTo(output[at..]);
            at += zero;
            output[at++] = 0;
            output[at++] = 1;
            text = text[(zero + 1)..];
        }

        text.CopyTo(output[at..]);
        at += text.Length;
        output[at++] = 0;
        output[at++] = 0;
        return at;
    }

    private static void Complement(Span<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= byte.MaxValue;
        }
    }
}

using System.Text;

namespace CreditFunctions.Reports;

/// <summary>Writes one row after another as <see cref="Row"/> reads them, into memory that is used again. Cells come in the order of the report's columns.</summary>
public sealed class RowWriter
{
    private const int MaxVarintBytes = 10;

    private byte[] buffer = new byte[512];
    private int length;

    /// <summary>The row written, until the next is begun.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <summary>Begins a row.</summary>
    /// <param name="precision">Decimals of its unit.</param>
    public RowWriter Begin(int precision)
    {
        (buffer[0], length) = (checked((byte)precision), 1);
        return this;
    }

    /// <summary>The cell of an integer, amount (minor units) or instant (microseconds) column.</summary>
    public RowWriter Number(long value)
    {
        Varint(unchecked((ulong)((value << 1) ^ (value >> 63))));
        return this;
    }

    /// <summary>The cell of a text column; null is absent.</summary>
    public RowWriter Text(string? text)
    {
        if (text is null)
        {
            Varint(0);
            return this;
        }

        var bytes = Encoding.UTF8.GetByteCount(text);
        Varint((ulong)bytes + 1);
        Ensure(bytes);
        length += Encoding.UTF8.GetBytes(text, buffer.AsSpan(length));
        return this;
    }

    /// <summary>The cell of a text column that is there.</summary>
    public RowWriter Text(ReadOnlySpan<byte> utf8)
    {
        Varint((ulong)utf8.Length + 1);
        Ensure(utf8.Length);
        utf8.CopyTo(buffer.AsSpan(length));
        length += utf8.Length;
        return this;
    }

    /// <summary>The cell of another row's text column, absent or there.</summary>
    public RowWriter Text(in Row from, int column) => from.IsAbsent(column) ? Text((string?)null) : Text(from.Text(column));

    private void Varint(ulong value)
    {
        Ensure(MaxVarintBytes);
        length += WriteVarint(buffer.AsSpan(length), value);
    }

    /// <summary>Writes what <see cref="Row.ReadVarint"/> reads and returns its length.</summary>
    internal static int WriteVarint(Span<byte> output, ulong value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            output[at++] = unchecked((byte)(value | 0x80));
        }

        output[at++] = (byte)value;
        return at;
    }

    private void Ensure(int more)
    {
        if (buffer.Length - length < more)
        {
            Array.Resize(ref buffer, Math.Max(length + more, buffer.Length * 2));
        }
    }
}

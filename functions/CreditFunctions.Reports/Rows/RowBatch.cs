namespace CreditFunctions.Reports;

/// <summary>Some rows in one piece of memory: what flows between the steps of a report. It is filled, handed on, and used again.</summary>
public sealed class RowBatch
{
    // Of 16 shards most have few rows, or none, of a small business.
    private const int FirstBytes = 1024;
    private const int FirstRows = 8;

    private byte[] bytes = [];
    private int[] ends = [];

    /// <summary>Rows held.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all rows together.</summary>
    public int Bytes => Count == 0 ? 0 : ends[Count - 1];

    /// <summary>Bytes of memory this takes, room for more included.</summary>
    public long BytesHeld => bytes.LongLength + (sizeof(int) * ends.LongLength);

    /// <summary>The row at that place, from 0.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var start = row == 0 ? 0 : ends[row - 1];
            return bytes.AsSpan(start, ends[row] - start);
        }
    }

    /// <summary>Appends a row; its bytes are copied.</summary>
    public void Add(ReadOnlySpan<byte> row)
    {
        var start = Bytes;
        if (bytes.Length - start < row.Length)
        {
            Array.Resize(ref bytes, Math.Max(start + row.Length, Math.Max(FirstBytes, bytes.Length * 2)));
        }

        if (Count == ends.Length)
        {
            Array.Resize(ref ends, Math.Max(FirstRows, Count * 2));
        }

        row.CopyTo(bytes.AsSpan(start));
        ends[Count++] = start + row.Length;
    }

    /// <summary>Forgets all rows; the memory is kept.</summary>
    public void Clear() => Count = 0;
}

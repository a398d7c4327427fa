namespace CreditFunctions.Reports;

/// <summary>
/// Many UTF-8 texts in one array, each named by an id. An interned text is kept once however often it comes, so equal interned
/// texts have equal ids.
/// </summary>
internal sealed class TextArena
{
    /// <summary>The id of no text at all.</summary>
    public const int Absent = -1;

    private const int SmallestCapacity = 256;

    private byte[] bytes = new byte[SmallestCapacity];
    private int used;

    // Text i is bytes[ends[i - 1]..ends[i]].
    private int[] ends = new int[SmallestCapacity];
    private int count;

    // Open addressing with linear probing; a slot is id + 1, and 0 is free. The length is a power of two, at most two thirds taken.
    private int[] slots = new int[SmallestCapacity];
    private int interned;

    /// <summary>Bytes of all texts together.</summary>
    public int TextBytes => used;

    /// <summary>Bytes of memory this holds.</summary>
    public long BytesHeld => bytes.LongLength + (sizeof(int) * (ends.LongLength + slots.LongLength));

    /// <summary>The text of an id; empty for <see cref="Absent"/>.</summary>
    public ReadOnlySpan<byte> this[int id]
    {
        get
        {
            if (id == Absent)
            {
                return default;
            }

            var start = id == 0 ? 0 : ends[id - 1];
            return bytes.AsSpan(start, ends[id] - start);
        }
    }

    /// <summary>Keeps a text that is not expected to come again.</summary>
    public int Append(ReadOnlySpan<byte> text)
    {
        if (bytes.Length - used < text.Length)
        {
            Array.Resize(ref bytes, Math.Max(used + text.Length, (int)Math.Min(Array.MaxLength, bytes.LongLength * 2)));
        }

        if (count == ends.Length)
        {
            Array.Resize(ref ends, count * 2);
        }

        text.CopyTo(bytes.AsSpan(used));
        used += text.Length;
        ends[count] = used;
        return count++;
    }

    /// <summary>Keeps a text once.</summary>
    public int Intern(ReadOnlySpan<byte> text)
    {
        var slot = SlotOf(text);
        if (slots[slot] != 0)
        {
            return slots[slot] - 1;
        }

        var id = Append(text);
        slots[slot] = id + 1;
        interned++;
        if (interned * 3L > slots.Length * 2L)
        {
            GrowSlots();
        }

        return id;
    }

    /// <summary>The id of an interned text, or <see cref="Absent"/>.</summary>
    public int Find(ReadOnlySpan<byte> text) => slots[SlotOf(text)] - 1;

    private int SlotOf(ReadOnlySpan<byte> text)
    {
        var hash = new HashCode();
        hash.AddBytes(text);
        var slot = hash.ToHashCode() & (slots.Length - 1);
        while (slots[slot] != 0 && !this[slots[slot] - 1].SequenceEqual(text))
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        return slot;
    }

    private void GrowSlots()
    {
        var taken = slots;
        slots = new int[taken.Length * 2];
        foreach (var entry in taken)
        {
            if (entry != 0)
            {
                slots[SlotOf(this[entry - 1])] = entry;
            }
        }
    }
}

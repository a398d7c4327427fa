using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace CreditFunctions.Reports;

/// <summary>A run is blocks of one size, each with whole records: a checksum of all that follows, the block's number in the run, the bytes of its records, the records, and nothing that means anything up to its end.</summary>
internal static class RunBlock
{
    public const int Bytes = 64 * 1024;
    public const int HeaderBytes = 4 * sizeof(uint);

    /// <summary>Writes the header of a block that is filled up to there.</summary>
    public static void Seal(Span<byte> block, long number, int end)
    {
        BinaryPrimitives.WriteInt32LittleEndian(block[4..], end);
        BinaryPrimitives.WriteInt64LittleEndian(block[8..], number);
        BinaryPrimitives.WriteUInt32LittleEndian(block, Checksum(block));
    }

    /// <summary>Checks a block and returns where its records end.</summary>
    /// <exception cref="SpillException">It is damaged.</exception>
    public static int Open(ReadOnlySpan<byte> block, long number) =>
        BinaryPrimitives.ReadUInt32LittleEndian(block) == Checksum(block) && BinaryPrimitives.ReadInt64LittleEndian(block[8..]) == number
            ? BinaryPrimitives.ReadInt32LittleEndian(block[4..])
            : throw new SpillException($"Block {number} of a sorted run is damaged: its checksum is not that of its bytes.") { IsDamage = true };

    private static uint Checksum(ReadOnlySpan<byte> block)
    {
        // Of each quarter for itself, then of all four: one waits for the step before, four are made at the same time.
        var (first, second, third, fourth) = (uint.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(block[4..]), uint.MaxValue, uint.MaxValue);
        var parts = MemoryMarshal.Cast<byte, ulong>(block[8..]);
        var quarter = parts.Length / 4;
        for (var at = 0; at < quarter; at++)
        {
            first = BitOperations.Crc32C(first, parts[at]);
            second = BitOperations.Crc32C(second, parts[at + quarter]);
            third = BitOperations.Crc32C(third, parts[at + (2 * quarter)]);
            fourth = BitOperations.Crc32C(fourth, parts[at + (3 * quarter)]);
        }

        foreach (var rest in parts[(4 * quarter)..])
        {
            fourth = BitOperations.Crc32C(fourth, rest);
        }

        return BitOperations.Crc32C(BitOperations.Crc32C(BitOperations.Crc32C(first, second), third), fourth);
    }
}

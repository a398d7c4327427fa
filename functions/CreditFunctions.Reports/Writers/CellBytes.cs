using System.Buffers.Binary;
using System.Numerics;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>Numbers, amounts and instants as UTF-8, the same in every format; by hand, because a file has millions of them.</summary>
internal static class CellBytes
{
    /// <summary>The longest such cell, an instant: 2026-11-21T02:00:00.000001Z.</summary>
    public const int MaxLength = 27;

    private const uint SecondsPerDay = 86_400;
    private const uint Zeros = '0' | ('0' << 8);

    /// <summary>Writes the cell, which is not of a text column, and returns its length, at most <see cref="MaxLength"/>, which is the room there must be.</summary>
    public static int Write(ColumnKind kind, long value, int precision, Span<byte> output) => kind switch
    {
        ColumnKind.Amount => WriteAmount(value, precision, output),
        ColumnKind.Instant => WriteInstant(Instant.FromMicroseconds(value), output),
        _ => WriteAmount(value, precision: 0, output),
    };

    private static int WriteAmount(long minor, int precision, Span<byte> output)
    {
        output[0] = (byte)'-';
        var at = minor < 0 ? 1 : 0;

        // The magnitude of -2^63 is no long.
        var magnitude = unchecked((ulong)(minor < 0 ? -minor : minor));
        var digits = Math.Max(DigitsOf(magnitude), precision + 1);
        var whole = digits - precision;
        if (digits <= sizeof(ulong))
        {
            // Most have so few. They are written whole, twice; what is too much is written over.
            var eight = EightDigits((uint)magnitude);
            BinaryPrimitives.WriteUInt64LittleEndian(output[at..], eight >> (64 - (8 * digits)));
            if (precision > 0)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(output[(at + whole + 1)..], eight >> (64 - (8 * precision)));
            }
        }
        else
        {
            var before = WriteDigits(magnitude, output.Slice(at + whole + 1, precision));
            WriteDigits(before, output.Slice(at, whole));
        }

        if (precision == 0)
        {
            return at + whole;
        }

        output[at + whole] = (byte)'.';
        return at + whole + 1 + precision;
    }

    /// <summary>What <see cref="Instant.TryFormat(Span{byte}, out int)"/> writes.</summary>
    private static int WriteInstant(Instant instant, Span<byte> output)
    {
        var (seconds, micros) = Math.DivRem((ulong)instant.Microseconds, 1_000_000);
        var (day, ofDay) = Math.DivRem(seconds, SecondsPerDay);
        WriteDate((uint)day, output);
        var (minutes, second) = Math.DivRem((uint)ofDay, 60);
        var (hour, minute) = Math.DivRem(minutes, 60);
        output[10] = (byte)'T';
        WritePair(hour, output[11..]);
        output[13] = (byte)':';
        WritePair(minute, output[14..]);
        output[16] = (byte)':';
        WritePair(second, output[17..]);
        if (micros == 0)
        {
            output[19] = (byte)'Z';
            return 20;
        }

        output[19] = (byte)'.';
        var (high, low) = Math.DivRem((uint)micros, 10_000);
        WritePair(high, output[20..]);
        WritePair(low / 100, output[22..]);
        WritePair(low % 100, output[24..]);
        output[26] = (byte)'Z';
        return MaxLength;
    }

    /// <summary>The day's date in the Gregorian calendar, counted in years that begin on 1 March, so that a leap day is the last of its year (Neri and Schneider, 2021).</summary>
    private static void WriteDate(uint daysSince1970, Span<byte> output)
    {
        var (century, ofCentury) = Math.DivRem((4 * (daysSince1970 + 719_468)) + 3, 146_097);
        var ofYears = 2_939_745UL * ((ofCentury / 4 * 4) + 3);
        var year = (100 * century) + (uint)(ofYears >> 32);
        var dayOfYear = (uint)(ofYears & uint.MaxValue) / 2_939_745 / 4;
        var months = (2_141 * dayOfYear) + 197_913;
        var month = months >> 16;
        if (dayOfYear >= 306)
        {
            year++;
            month -= 12;
        }

        WritePair(year / 100, output);
        WritePair(year % 100, output[2..]);
        output[4] = (byte)'-';
        WritePair(month, output[5..]);
        output[7] = (byte)'-';
        WritePair(((months & 0xFFFF) / 2_141) + 1, output[8..]);
    }

    /// <summary>Writes a number below 100 as two digits.</summary>
    private static void WritePair(uint value, Span<byte> output)
    {
        // The tens in the first byte, the ones in the second: value - 10 * tens.
        var tens = value * 103 >> 10;
        BinaryPrimitives.WriteUInt16LittleEndian(output, unchecked((ushort)(Zeros + (value << 8) - (tens * ((10 << 8) - 1)))));
    }

    /// <summary>Eight digits of a number below 10^8, the first in the lowest byte: two of four, four of two, eight of one at the same time.</summary>
    private static ulong EightDigits(uint value)
    {
        unchecked
        {
            var high = value / 10_000;
            var fours = high | ((ulong)(value - (high * 10_000)) << 32);
            var hundreds = (fours * 10_486 >> 20) & 0x7F_0000_007F;
            var twos = hundreds | ((fours - (hundreds * 100)) << 16);
            var tens = (twos * 103 >> 10) & 0x000F_000F_000F_000F;
            return tens | ((twos - (tens * 10)) << 8) | 0x3030_3030_3030_3030;
        }
    }

    /// <summary>Writes the last digits of a number, as many as there is room for, and returns what comes before them.</summary>
    private static ulong WriteDigits(ulong value, Span<byte> output)
    {
        for (var at = output.Length - 1; at >= 0; at--)
        {
            var rest = value / 10;
            output[at] = unchecked((byte)('0' + (value - (rest * 10))));
            value = rest;
        }

        return value;
    }

    /// <summary>How many digits a number has; 0 has none.</summary>
    private static int DigitsOf(ulong value)
    {
        // Bits times log10 of 2 are the digits or one less.
        var digits = (64 - BitOperations.LeadingZeroCount(value)) * 1233 >> 12;
        return digits + (value >= PowersOfTen[digits] ? 1 : 0);
    }

    private static ReadOnlySpan<ulong> PowersOfTen =>
    [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
        1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
    ];
}

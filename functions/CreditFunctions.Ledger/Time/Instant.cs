using System.Globalization;

namespace CreditFunctions.Ledger;

/// <summary>
/// A moment in UTC, in whole microseconds since 1970-01-01: the resolution in which the ledger keeps time.
/// Always from <see cref="Min"/> to <see cref="Max"/>.
/// </summary>
public readonly record struct Instant : IComparable<Instant>
{
    /// <summary>1970-01-01T00:00:00Z; row keys count down from 2^63-1 and so hold no moment before it.</summary>
    public static readonly Instant Min;

    /// <summary>9999-12-31T23:59:59.999999Z, the last moment RFC 3339 can write.</summary>
    public static readonly Instant Max = new(253_402_300_799_999_999);

    private const long MicrosecondsPerSecond = 1_000_000;

    private Instant(long microseconds) => Microseconds = microseconds;

    /// <summary>Microseconds since 1970-01-01T00:00:00Z, 0 to 253402300799999999.</summary>
    public long Microseconds { get; }

    /// <summary>The instant of <paramref name="microseconds"/> since 1970-01-01.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Before <see cref="Min"/> or after <see cref="Max"/>.</exception>
    public static Instant FromMicroseconds(long microseconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(microseconds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(microseconds, Max.Microseconds);
        return new(microseconds);
    }

    /// <summary>The instant of <paramref name="time"/>; what is finer than a microsecond is cut off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Before <see cref="Min"/>.</exception>
    public static Instant From(DateTimeOffset time) =>
        FromMicroseconds((time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>The present moment of <paramref name="clock"/>.</summary>
    public static Instant Now(TimeProvider clock) => From(clock.GetUtcNow());

    /// <summary>
    /// Reads an RFC 3339 date-time (section 5.6) with any offset. More than six decimals of a second, a leap second and a
    /// moment outside <see cref="Min"/>..<see cref="Max"/> are refused rather than rounded.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Instant instant)
    {
        instant = default;
        if (text.Length is < 20 or > 32 || text[10] is not ('T' or 't'))
        {
            return false;
        }

        var offsetAt = text[^1] is 'Z' or 'z' ? text.Length - 1 : text.Length - 6;
        var offset = TimeSpan.Zero;
        if (offsetAt < 19 || (offsetAt == text.Length - 6 && !TryParseOffset(text[offsetAt..], out offset)))
        {
            return false;
        }

        var fraction = text[19..offsetAt];
        var micros = 0L;
        if (fraction.Length > 0)
        {
            if (fraction[0] != '.' || fraction.Length is < 2 or > 7 || !TryParseDigits(fraction[1..], out micros))
            {
                return false;
            }

            for (var digits = fraction.Length - 1; digits < 6; digits++)
            {
                micros *= 10;
            }
        }

        if (!DateTime.TryParseExact(text[..19], "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && !DateTime.TryParseExact(text[..19], "yyyy-MM-dd't'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out local))
        {
            return false;
        }

        var total = ((local.Ticks - offset.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond) + micros;
        if (total < 0 || total > Max.Microseconds)
        {
            return false;
        }

        instant = new(total);
        return true;
    }

    private static bool TryParseOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text[0] is not ('+' or '-') || text[3] != ':'
            || !TryParseDigits(text[1..3], out var hours) || hours > 23
            || !TryParseDigits(text[4..6], out var minutes) || minutes > 59)
        {
            return false;
        }

        offset = TimeSpan.FromMinutes((hours * 60) + minutes);
        offset = text[0] == '-' ? -offset : offset;
        return true;
    }

    /// <summary>Nothing but digits; the framework's parsers alone pass over NULs at the end.</summary>
    private static bool TryParseDigits(ReadOnlySpan<char> text, out long value)
    {
        value = 0;
        return !text.ContainsAnyExceptInRange('0', '9') && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Earlier of the two.</summary>
    public static Instant Earlier(Instant a, Instant b) => a <= b ? a : b;

    /// <summary>Later of the two.</summary>
    public static Instant Later(Instant a, Instant b) => a >= b ? a : b;

    /// <summary>This instant and <paramref name="span"/> (which may be negative).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The sum is before <see cref="Min"/> or after <see cref="Max"/>.</exception>
    public Instant Plus(TimeSpan span) => FromMicroseconds(Microseconds + (span.Ticks / TimeSpan.TicksPerMicrosecond));

    /// <summary>The time from <paramref name="earlier"/> to this instant.</summary>
    public TimeSpan Since(Instant earlier) => TimeSpan.FromMicroseconds(Microseconds - earlier.Microseconds);

    /// <summary>The same moment as .NET has it, with offset zero.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch.AddTicks(Microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>RFC 3339 in UTC; the decimals of the second only where there are any, and then all six.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[27];
        _ = TryFormat(text, out var written);
        return new string(text[..written]);
    }

    /// <summary>Writes what <see cref="ToString"/> returns; 27 characters always suffice.</summary>
    public bool TryFormat(Span<char> text, out int written) =>
        ToDateTimeOffset().UtcDateTime.TryFormat(text, out written, Pattern, CultureInfo.InvariantCulture);

    /// <summary>Writes what <see cref="ToString"/> returns as UTF-8; 27 bytes always suffice.</summary>
    public bool TryFormat(Span<byte> utf8, out int written) =>
        ToDateTimeOffset().UtcDateTime.TryFormat(utf8, out written, Pattern, CultureInfo.InvariantCulture);

    private string Pattern => Microseconds % MicrosecondsPerSecond == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Microseconds.CompareTo(other.Microseconds);

    /// <summary>Is <paramref name="left"/> earlier than <paramref name="right"/>?</summary>
    public static bool operator <(Instant left, Instant right) => left.Microseconds < right.Microseconds;

    /// <summary>Is <paramref name="left"/> later than <paramref name="right"/>?</summary>
    public static bool operator >(Instant left, Instant right) => left.Microseconds > right.Microseconds;

    /// <summary>Is <paramref name="left"/> not later than <paramref name="right"/>?</summary>
    public static bool operator <=(Instant left, Instant right) => left.Microseconds <= right.Microseconds;

    /// <summary>Is <paramref name="left"/> not earlier than <paramref name="right"/>?</summary>
    public static bool operator >=(Instant left, Instant right) => left.Microseconds >= right.Microseconds;
}

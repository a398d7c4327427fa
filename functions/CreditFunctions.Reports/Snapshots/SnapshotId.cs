using System.Globalization;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>The name of a snapshot: the instant of its slot, in whole seconds.</summary>
public readonly record struct SnapshotId : IComparable<SnapshotId>
{
    private const string IdPattern = "yyyyMMdd'T'HHmmss'Z'";
    private const string PathPattern = "yyyy'/'MM'/'dd'/'HHmmss'Z'";
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>The snapshot of that slot.</summary>
    /// <exception cref="ArgumentException">The slot has a fraction of a second.</exception>
    public SnapshotId(Instant slot)
    {
        if (slot.Microseconds % MicrosecondsPerSecond != 0)
        {
            throw new ArgumentException($"{slot} is not in whole seconds.", nameof(slot));
        }

        Slot = slot;
    }

    /// <summary>The instant of the slot, in whole seconds.</summary>
    public Instant Slot { get; }

    /// <summary>Its place below the report's folder, such as <c>2026/11/21/020000Z</c>; paths sort as their instants do.</summary>
    public string Path => Format(PathPattern);

    /// <summary>The snapshot of <paramref name="instant"/> with its fraction of a second cut off: the slot of a run that is asked for by hand.</summary>
    public static SnapshotId At(Instant instant) =>
        new(Instant.FromMicroseconds(instant.Microseconds - (instant.Microseconds % MicrosecondsPerSecond)));

    /// <summary>Reads what <see cref="ToString"/> writes, and nothing else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SnapshotId id) => TryParse(text, IdPattern, out id);

    /// <summary>Reads what <see cref="Path"/> is, and nothing else.</summary>
    public static bool TryParsePath(ReadOnlySpan<char> path, out SnapshotId id) => TryParse(path, PathPattern, out id);

    /// <summary>As ids are written, such as <c>20261121T020000Z</c>.</summary>
    public override string ToString() => Format(IdPattern);

    /// <inheritdoc/>
    public int CompareTo(SnapshotId other) => Slot.CompareTo(other.Slot);

    /// <summary>Is <paramref name="left"/> earlier than <paramref name="right"/>?</summary>
    public static bool operator <(SnapshotId left, SnapshotId right) => left.Slot < right.Slot;

    /// <summary>Is <paramref name="left"/> later than <paramref name="right"/>?</summary>
    public static bool operator >(SnapshotId left, SnapshotId right) => left.Slot > right.Slot;

    /// <summary>Is <paramref name="left"/> not later than <paramref name="right"/>?</summary>
    public static bool operator <=(SnapshotId left, SnapshotId right) => left.Slot <= right.Slot;

    /// <summary>Is <paramref name="left"/> not earlier than <paramref name="right"/>?</summary>
    public static bool operator >=(SnapshotId left, SnapshotId right) => left.Slot >= right.Slot;

    private static bool TryParse(ReadOnlySpan<char> text, string pattern, out SnapshotId id)
    {
        var read = DateTimeOffset.TryParseExact(text, pattern, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time >= DateTimeOffset.UnixEpoch;
        id = read ? new(Instant.From(time)) : default;
        return read;
    }

    private string Format(string pattern) => Slot.ToDateTimeOffset().ToString(pattern, CultureInfo.InvariantCulture);
}

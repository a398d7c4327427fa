using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CreditFunctions.Ledger;

/// <summary>
/// The canonical form of entries, grants and reservations: compact JSON with its fields in the order of the records below. An entry is stored as
/// exactly the bytes that were hashed, so verifying a chain never depends on writing an entry again in the same way. Fields may be
/// added with a meaning for their absence; whatever changes the meaning of an old one takes a new version.
/// </summary>
public static class EntryFormat
{
    /// <summary>The version written.</summary>
    public const int Version = 1;

    // Names and memos stay readable in the table, whatever their script.
    private static readonly FormatContext Compact =
        new(new JsonSerializerOptions(FormatContext.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The canonical form of an entry.</summary>
    public static byte[] Write(Entry entry)
    {
        var draft = entry.Draft;
        return JsonSerializer.SerializeToUtf8Bytes(
            new EntryBody(
                Version, entry.Seq, entry.Previous, draft.Type, draft.Amount, draft.PostedAt, draft.CreatedAt, entry.Number, entry.CommitId,
                draft.Terms, draft.Reservation, draft.LapsesAt, draft.Amended, draft.Reverses, draft.OverageChange, draft.Settlement, draft.PaysFor, draft.References,
                draft.Memo, draft.Metadata, draft.Moves, draft.Policy, entry.Totals, entry.Overage),
            Compact.EntryBody);
    }

    /// <summary>Reads an entry.</summary>
    /// <exception cref="JsonException">The bytes are not an entry.</exception>
    /// <exception cref="NotSupportedException">They are of a version this program does not know.</exception>
    public static Entry ReadEntry(ReadOnlySpan<byte> canonical)
    {
        // Before all else: in another version every field may have another shape.
        if (VersionOf(canonical) is var version && version != Version)
        {
            throw new NotSupportedException($"Entry format {version} was written by another program; this one knows {Version}.");
        }

        var body = JsonSerializer.Deserialize(canonical, Compact.EntryBody)!;
        if (body.Seq < 1 || body.Number < 1 || body.Commit is null || body.Moves.IsDefault || body.Amended is { Terms: null })
        {
            throw new JsonException("An entry has a seq, a number, a commit and moves, and an amendment has terms.");
        }

        var draft = new EntryDraft(body.Type, body.Amount, body.PostedAt, body.CreatedAt, body.Moves, body.Policy)
        {
            Terms = body.Terms,
            Reservation = body.Reservation,
            LapsesAt = body.LapsesAt,
            Amended = body.Amended,
            Reverses = body.Reverses,
            OverageChange = body.OverageChange,
            Settlement = body.Settlement,
            PaysFor = body.PaysFor,
            References = body.References,
            Memo = body.Memo,
            Metadata = body.Metadata,
        };
        return new(body.Seq, body.Number, body.Commit, body.Prev, draft, body.Totals, body.Overage);
    }

    /// <summary>Writes grants, one array.</summary>
    public static byte[] Write(ImmutableArray<Grant> grants) => JsonSerializer.SerializeToUtf8Bytes(grants, Compact.ImmutableArrayGrant);

    /// <summary>Reads what <see cref="Write(ImmutableArray{Grant})"/> wrote.</summary>
    public static ImmutableArray<Grant> ReadGrants(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, Compact.ImmutableArrayGrant);

    /// <summary>Writes reservations, one array.</summary>
    public static byte[] Write(ImmutableArray<Reservation> reservations) =>
        JsonSerializer.SerializeToUtf8Bytes(reservations, Compact.ImmutableArrayReservation);

    /// <summary>Reads what <see cref="Write(ImmutableArray{Reservation})"/> wrote.</summary>
    public static ImmutableArray<Reservation> ReadReservations(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, Compact.ImmutableArrayReservation);

    private static int VersionOf(ReadOnlySpan<byte> canonical)
    {
        var reader = new Utf8JsonReader(canonical);
        return reader.Read() && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("v"u8)
            && reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var version)
            ? version
            : throw new JsonException("An entry is an object that begins with its version.");
    }
}

internal sealed record EntryBody(
    int V, long Seq, EntryHash Prev, EntryType Type, long Amount, Instant PostedAt, Instant CreatedAt, long Number, string Commit,
    GrantTerms? Terms, long? Reservation, Instant? LapsesAt, Amendment? Amended, long? Reverses, long? OverageChange, OverageSettlement? Settlement,
    PaysFor? PaysFor, References? References, string? Memo, IReadOnlyDictionary<string, string>? Metadata,
    ImmutableArray<Move> Moves, Policy? Policy, Totals Totals, long Overage);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    Converters = [
        typeof(InstantConverter), typeof(EntryHashConverter), typeof(SnakeCaseConverter<EntryType>), typeof(SnakeCaseConverter<Bucket>),
        typeof(SnakeCaseConverter<GrantCategory>), typeof(SnakeCaseConverter<DrawOrder>),
        typeof(SnakeCaseConverter<OverageOnGrant>), typeof(SnakeCaseConverter<OverageSettlement>)])]
[JsonSerializable(typeof(EntryBody))]
[JsonSerializable(typeof(ImmutableArray<Grant>))]
[JsonSerializable(typeof(ImmutableArray<Reservation>))]
internal sealed partial class FormatContext : JsonSerializerContext;

internal sealed class SnakeCaseConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

internal sealed class InstantConverter : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } text && Instant.TryParse(text, out var instant) ? instant : throw new JsonException("Not an RFC 3339 date-time.");

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[27];
        _ = value.TryFormat(text, out var written);
        writer.WriteStringValue(text[..written]);
    }
}

internal sealed class EntryHashConverter : JsonConverter<EntryHash>
{
    public override EntryHash Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return EntryHash.Parse(reader.GetString() ?? "");
        }
        catch (FormatException e)
        {
            throw new JsonException("Not a hash.", e);
        }
    }

    public override void Write(Utf8JsonWriter writer, EntryHash value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

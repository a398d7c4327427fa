using System.Text.Json;
using System.Text.Json.Serialization;
using CreditFunctions.Ledger;

namespace CreditFunctions.Reports;

/// <summary>Instants as RFC 3339 strings.</summary>
internal sealed class InstantJsonConverter : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Instant.TryParse(reader.GetString(), out var instant)
            ? instant
            : throw new JsonException("A time is written as RFC 3339 has it.");

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>Ids of snapshots as <see cref="SnapshotId.ToString"/> writes them.</summary>
internal sealed class SnapshotIdJsonConverter : JsonConverter<SnapshotId>
{
    public override SnapshotId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && SnapshotId.TryParse(reader.GetString(), out var id)
            ? id
            : throw new JsonException("A snapshot's id is written as 20261121T020000Z.");

    public override void Write(Utf8JsonWriter writer, SnapshotId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>Modes as <c>full</c> and <c>incremental</c>, and nothing like them.</summary>
internal sealed class SnapshotModeJsonConverter : JsonConverter<SnapshotMode>
{
    private const string Full = "full";
    private const string Incremental = "incremental";

    public override SnapshotMode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (reader.TokenType == JsonTokenType.String ? reader.GetString() : null) switch
        {
            Full => SnapshotMode.Full,
            Incremental => SnapshotMode.Incremental,
            _ => throw new JsonException("A mode is full or incremental."),
        };

    public override void Write(Utf8JsonWriter writer, SnapshotMode value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value == SnapshotMode.Full ? Full : Incremental);
}

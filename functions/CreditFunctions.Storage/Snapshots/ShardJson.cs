using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CreditFunctions.Reports;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Plans and records of shards as JSON.</summary>
internal static class ShardJson
{
    /// <summary>The one schema this program writes and reads.</summary>
    public const int CurrentSchema = 1;

    /// <summary>As indented JSON.</summary>
    public static byte[] Write(ShardPlan plan) => JsonSerializer.SerializeToUtf8Bytes(new PlanDocument(CurrentSchema, plan), ShardJsonContext.Default.PlanDocument);

    /// <inheritdoc cref="Write(ShardPlan)"/>
    public static byte[] Write(FinishedShard shard) => JsonSerializer.SerializeToUtf8Bytes(new ShardDocument(CurrentSchema, shard), ShardJsonContext.Default.ShardDocument);

    /// <summary>Reads a plan strictly.</summary>
    /// <exception cref="SnapshotException">It is not JSON, of another schema, or not as the schema has it.</exception>
    public static ShardPlan ReadPlan(string name, ReadOnlySpan<byte> utf8) => Read(name, utf8, ShardJsonContext.Default.PlanDocument).Plan;

    /// <summary>Reads a shard's record strictly.</summary>
    /// <inheritdoc cref="ReadPlan"/>
    public static FinishedShard ReadShard(string name, ReadOnlySpan<byte> utf8) => Read(name, utf8, ShardJsonContext.Default.ShardDocument).Shard;

    private static T Read<T>(string name, ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type)
    {
        try
        {
            // Another schema may have any shape, so its version is looked at before the rest is.
            var version = JsonSerializer.Deserialize(utf8, ShardJsonContext.Lenient.DocumentVersion)?.SchemaVersion;
            return version != CurrentSchema
                ? throw new SnapshotException(name, $"has schema_version {version?.ToString(CultureInfo.InvariantCulture) ?? "none"}; this program reads {CurrentSchema}.")
                : JsonSerializer.Deserialize(utf8, type) ?? throw new SnapshotException(name, "is null.");
        }
        catch (JsonException broken)
        {
            throw new SnapshotException(name, $"is not what it must be: {broken.Message}", broken);
        }
    }
}

internal sealed record DocumentVersion(int? SchemaVersion = null);

internal sealed record PlanDocument(int SchemaVersion, ShardPlan Plan);

internal sealed record ShardDocument(int SchemaVersion, FinishedShard Shard);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    IgnoreReadOnlyProperties = true,
    WriteIndented = true,
    Converters = [typeof(InstantJsonConverter), typeof(SnapshotIdJsonConverter)])]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(ShardDocument))]
[JsonSerializable(typeof(DocumentVersion))]
internal sealed partial class ShardJsonContext : JsonSerializerContext
{
    /// <summary>Skips members it does not know.</summary>
    public static ShardJsonContext Lenient { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });
}

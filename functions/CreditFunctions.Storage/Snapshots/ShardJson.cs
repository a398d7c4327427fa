using System.Text.Json;
using System.Text.Json.Serialization;
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
    public static ShardPlan ReadPlan(string name, ReadOnlySpan<byte> utf8) => VersionedJson.Read(name, utf8, CurrentSchema, ShardJsonContext.Default.PlanDocument).Plan;

    /// <summary>Reads a shard's record strictly.</summary>
    /// <inheritdoc cref="ReadPlan"/>
    public static FinishedShard ReadShard(string name, ReadOnlySpan<byte> utf8) => VersionedJson.Read(name, utf8, CurrentSchema, ShardJsonContext.Default.ShardDocument).Shard;
}

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
internal sealed partial class ShardJsonContext : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;

namespace CreditFunctions.Reports;

/// <summary>As much of a file as tells its schema.</summary>
internal sealed record ManifestVersion(int? SchemaVersion = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    IgnoreReadOnlyProperties = true,
    WriteIndented = true,
    Converters = [typeof(InstantJsonConverter), typeof(SnapshotIdJsonConverter), typeof(SnapshotModeJsonConverter)])]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(LatestSnapshot))]
[JsonSerializable(typeof(ManifestVersion))]
internal sealed partial class ManifestJsonContext : JsonSerializerContext
{
    /// <summary>Skips members it does not know.</summary>
    public static ManifestJsonContext Lenient { get; } = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });
}

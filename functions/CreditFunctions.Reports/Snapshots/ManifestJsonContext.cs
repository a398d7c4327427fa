using System.Text.Json.Serialization;

namespace CreditFunctions.Reports;

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
internal sealed partial class ManifestJsonContext : JsonSerializerContext;

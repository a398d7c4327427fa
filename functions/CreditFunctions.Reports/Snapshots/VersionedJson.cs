using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CreditFunctions.Reports;

/// <summary>Reads JSON files that say of which schema they are.</summary>
internal static class VersionedJson
{
    /// <summary>Reads a file as strictly as its type has it.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="utf8">What is in it.</param>
    /// <param name="schema">The schema it must be of.</param>
    /// <param name="type">What that is.</param>
    /// <exception cref="SnapshotException">It is not JSON, of another schema, or not as the schema has it.</exception>
    public static T Read<T>(string file, ReadOnlySpan<byte> utf8, int schema, JsonTypeInfo<T> type)
    {
        try
        {
            // Another schema may have any shape, so its version is looked at before the rest is.
            var version = JsonSerializer.Deserialize(utf8, FileVersionJson.Default.FileVersion)?.SchemaVersion;
            if (version != schema)
            {
                throw new SnapshotException(file, $"has schema_version {version?.ToString(CultureInfo.InvariantCulture) ?? "none"}; this program reads {schema}.") { IsUnsupported = true };
            }

            return JsonSerializer.Deserialize(utf8, type) ?? throw new SnapshotException(file, "is null.");
        }
        catch (JsonException broken)
        {
            throw new SnapshotException(file, $"cannot be read: {broken.Message}", broken);
        }
    }
}

/// <summary>As much of a file as tells its schema; the rest is skipped.</summary>
internal sealed record FileVersion(int? SchemaVersion = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FileVersion))]
internal sealed partial class FileVersionJson : JsonSerializerContext;

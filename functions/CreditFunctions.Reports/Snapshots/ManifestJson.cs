using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CreditFunctions.Reports;

/// <summary>The manifest as JSON, and what points to the newest.</summary>
public static class ManifestJson
{
    /// <summary>The manifest as UTF-8 JSON, indented for people.</summary>
    public static byte[] Write(Manifest manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJsonContext.Default.Manifest);

    /// <summary>The pointer to the newest snapshot as UTF-8 JSON.</summary>
    public static byte[] Write(LatestSnapshot latest) => JsonSerializer.SerializeToUtf8Bytes(latest, ManifestJsonContext.Default.LatestSnapshot);

    /// <summary>Reads a manifest strictly: what is missing, unknown or twice is an error.</summary>
    /// <exception cref="SnapshotException">It is not JSON, of another schema than <see cref="Manifest.CurrentSchema"/>, or not as that schema has it.</exception>
    public static Manifest Read(ReadOnlySpan<byte> utf8) => Read(utf8, Manifest.FileName, Manifest.CurrentSchema, ManifestJsonContext.Default.Manifest);

    /// <summary>Reads the pointer to the newest snapshot as strictly.</summary>
    /// <exception cref="SnapshotException">It is not JSON, of another schema than <see cref="LatestSnapshot.CurrentSchema"/>, or not as that schema has it.</exception>
    public static LatestSnapshot ReadLatest(ReadOnlySpan<byte> utf8) =>
        Read(utf8, LatestSnapshot.FileName, LatestSnapshot.CurrentSchema, ManifestJsonContext.Default.LatestSnapshot);

    private static T Read<T>(ReadOnlySpan<byte> utf8, string file, int schema, JsonTypeInfo<T> type)
    {
        try
        {
            // Another schema may have any shape, so its version is looked at before the rest is.
            var version = JsonSerializer.Deserialize(utf8, ManifestJsonContext.Lenient.ManifestVersion)?.SchemaVersion;
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

using System.Globalization;
using System.Text.Json;

namespace CreditFunctions.Reports;

/// <summary>The manifest as JSON.</summary>
public static class ManifestJson
{
    /// <summary>The manifest as UTF-8 JSON, indented for people.</summary>
    public static byte[] Write(Manifest manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJsonContext.Default.Manifest);

    /// <summary>Reads a manifest strictly: what is missing, unknown or twice is an error.</summary>
    /// <exception cref="SnapshotException">It is not JSON, of another schema than <see cref="Manifest.CurrentSchema"/>, or not as that schema has it.</exception>
    public static Manifest Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            // Another schema may have any shape, so its version is looked at before the rest is.
            var version = JsonSerializer.Deserialize(utf8, ManifestJsonContext.Lenient.ManifestVersion)?.SchemaVersion;
            if (version != Manifest.CurrentSchema)
            {
                throw new SnapshotException(
                    Manifest.FileName,
                    $"has schema_version {version?.ToString(CultureInfo.InvariantCulture) ?? "none"}; this program reads {Manifest.CurrentSchema}.");
            }

            return JsonSerializer.Deserialize(utf8, ManifestJsonContext.Default.Manifest)
                ?? throw new SnapshotException(Manifest.FileName, "is null.");
        }
        catch (JsonException broken)
        {
            throw new SnapshotException(Manifest.FileName, $"is not a manifest: {broken.Message}", broken);
        }
    }
}

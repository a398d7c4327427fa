using System.Text.Json;

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
    public static Manifest Read(ReadOnlySpan<byte> utf8) => VersionedJson.Read(Manifest.FileName, utf8, Manifest.CurrentSchema, ManifestJsonContext.Default.Manifest);

    /// <summary>Reads the pointer to the newest snapshot as strictly.</summary>
    /// <exception cref="SnapshotException">It is not JSON, of another schema than <see cref="LatestSnapshot.CurrentSchema"/>, or not as that schema has it.</exception>
    public static LatestSnapshot ReadLatest(ReadOnlySpan<byte> utf8) =>
        VersionedJson.Read(LatestSnapshot.FileName, utf8, LatestSnapshot.CurrentSchema, ManifestJsonContext.Default.LatestSnapshot);
}

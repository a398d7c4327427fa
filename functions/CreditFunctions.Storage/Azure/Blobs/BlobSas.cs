using System.Globalization;
using CreditFunctions.Storage.Azure.Http;

namespace CreditFunctions.Storage.Azure.Blobs;

/// <summary>A shared access signature of one blob. What is signed, and in which order, depends on the version: this is that of 2020-12-06 to all before 2025-07-05.</summary>
/// <param name="Account">The account.</param>
/// <param name="Container">The container.</param>
/// <param name="Name">The blob's name, not escaped.</param>
/// <param name="Permissions">Letters in the service's order: <c>racwd</c>.</param>
/// <param name="Start">From when on it is valid.</param>
/// <param name="Expiry">Until when.</param>
internal sealed record BlobSas(string Account, string Container, string Name, string Permissions, DateTimeOffset Start, DateTimeOffset Expiry)
{
    private const string Version = StorageHeadersPolicy.Version;
    private const string Blob = "b";

    /// <summary>The protocols it is good for: <c>https</c>; empty for all.</summary>
    public string Protocols { get; init; } = "";

    /// <summary>The <c>Content-Disposition</c> the blob is served with; empty for its own.</summary>
    public string ContentDisposition { get; init; } = "";

    /// <summary>The <c>Content-Encoding</c> the blob is served with; empty for its own.</summary>
    public string ContentEncoding { get; init; } = "";

    /// <summary>The <c>Content-Type</c> the blob is served with; empty for its own.</summary>
    public string ContentType { get; init; } = "";

    /// <summary>The key of an identity; null: it is signed with the account's.</summary>
    public DelegationKey? Key { get; init; }

    /// <summary>A time as the service writes it: UTC, whole seconds.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>What the signature covers. Empty lines: no stored policy or else no agent and no correlation id; no addresses, no snapshot, no encryption scope, no Cache-Control, no Content-Language.</summary>
    public string StringToSign => string.Join(
        '\n',
        [
            Permissions, Time(Start), Time(Expiry), $"/blob/{Account}/{Container}/{Name}",
            .. Key is null ? [""] : new[] { Key.ObjectId, Key.TenantId, Key.Start, Key.Expiry, Key.Service, Key.Version, "", "", "" },
            "", Protocols, Version, Blob, "", "", "", ContentDisposition, ContentEncoding, "", ContentType,
        ]);

    /// <summary>The query that is put behind the blob's address.</summary>
    /// <param name="signature">The signature of <see cref="StringToSign"/>, base64.</param>
    public string Query(string signature)
    {
        (string Name, string? Value)[] fields =
        [
            ("sv", Version), ("spr", Protocols), ("st", Time(Start)), ("se", Time(Expiry)), ("sr", Blob), ("sp", Permissions),
            ("skoid", Key?.ObjectId), ("sktid", Key?.TenantId), ("skt", Key?.Start), ("ske", Key?.Expiry), ("sks", Key?.Service), ("skv", Key?.Version),
            ("rscd", ContentDisposition), ("rsce", ContentEncoding), ("rsct", ContentType), ("sig", signature),
        ];
        return string.Join('&', fields.Where(static field => !string.IsNullOrEmpty(field.Value)).Select(static field => $"{field.Name}={Uri.EscapeDataString(field.Value!)}"));
    }
}

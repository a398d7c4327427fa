namespace CreditFunctions.Api.Imports;

/// <summary>
/// A place to upload a body to: a PUT to <c>url</c> with <c>headers</c>, which needs no key, or blocks and a list of them, as Azure Blob Storage takes them. Then an import is made of it.
/// </summary>
internal sealed record UploadAnswer(string Upload, string Url, IReadOnlyDictionary<string, string> Headers, string ExpiresAt);

/// <summary>An import of what was uploaded.</summary>
internal sealed record UploadedBody
{
    /// <summary>Its name.</summary>
    public required string Upload { get; init; }

    /// <summary>How it is written: <c>csv</c> or <c>ndjson</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Its SHA-256, in hexadecimal: if it is said, what was uploaded must have it, and is known by it when it is uploaded again.</summary>
    public string? Sha256 { get; init; }
}

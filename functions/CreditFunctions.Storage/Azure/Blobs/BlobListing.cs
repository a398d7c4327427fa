using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Azure.Blobs;

/// <summary>One page of a listing.</summary>
/// <param name="Blobs">In ordinal order of names.</param>
/// <param name="NextMarker">Where the next page starts; empty if this was the last.</param>
internal sealed record BlobListing(IReadOnlyList<BlobProperties> Blobs, string NextMarker)
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <summary>Reads the service's XML, of at most 5000 blobs.</summary>
    public static BlobListing Read(Stream body)
    {
        using var reader = XmlReader.Create(body, Settings);
        var root = XDocument.Load(reader).Root!;
        return new([.. root.Descendants("Blob").Select(Properties)], root.Element("NextMarker")?.Value ?? "");
    }

    private static BlobProperties Properties(XElement blob)
    {
        var properties = blob.Element("Properties")!;
        return new(
            blob.Element("Name")!.Value,
            long.Parse(properties.Element("Content-Length")!.Value, CultureInfo.InvariantCulture),
            Quoted(properties.Element("Etag")!.Value),
            BlobAnswers.LastModified(properties.Element("Last-Modified")?.Value),
            Text(properties.Element("Content-Type")),
            Text(properties.Element("Content-Encoding")));
    }

    // Listings leave off the quotes that headers have.
    private static string Quoted(string etag) => etag.StartsWith('"') ? etag : $"\"{etag}\"";

    private static string? Text(XElement? element) => string.IsNullOrEmpty(element?.Value) ? null : element.Value;
}

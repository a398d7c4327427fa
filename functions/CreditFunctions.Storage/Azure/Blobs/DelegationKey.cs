using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace CreditFunctions.Storage.Azure.Blobs;

/// <summary>A user delegation key: what links are signed with where an identity opens the account. Texts are as the service gave them, since signatures cover them.</summary>
/// <param name="ObjectId">The identity.</param>
/// <param name="TenantId">Its tenant.</param>
/// <param name="Start">When it begins to be valid.</param>
/// <param name="Expiry">When it ends.</param>
/// <param name="Service">For which service it is: <c>b</c>.</param>
/// <param name="Version">The version of the service that made it.</param>
/// <param name="Value">The key.</param>
internal sealed record DelegationKey(string ObjectId, string TenantId, string Start, string Expiry, string Service, string Version, byte[] Value)
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt { get; } = DateTimeOffset.Parse(Expiry, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    /// <summary>Reads the service's XML.</summary>
    public static DelegationKey Read(Stream body)
    {
        using var reader = XmlReader.Create(body, Settings);
        var root = XDocument.Load(reader).Root!;
        string Text(string name) => root.Element(name)!.Value;
        return new(Text("SignedOid"), Text("SignedTid"), Text("SignedStart"), Text("SignedExpiry"), Text("SignedService"), Text("SignedVersion"), Convert.FromBase64String(Text("Value")));
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Benchmarks;

/// <summary>
/// The named alternative of pages: ranged GETs of blobs with nothing around them. A signature in the address lets them read, so that nothing is signed for each.
/// </summary>
internal sealed class BareBlobs : IDisposable
{
    private const string Version = "2021-12-02";

    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly string container;
    private readonly string signature;

    public BareBlobs(string connectionString, string container)
    {
        var settings = connectionString.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(static part => part.Split('=', 2)).ToDictionary(static part => part[0], static part => part[1], StringComparer.Ordinal);
        this.container = $"{settings["BlobEndpoint"]}/{container}";
        signature = Sign(settings["AccountName"], Convert.FromBase64String(settings["AccountKey"]), container);
    }

    /// <summary>Reads ranges of a blob, one after another.</summary>
    public async Task ReadAsync(string blob, IReadOnlyList<BlobRange> ranges)
    {
        foreach (var range in ranges)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{container}/{blob}?{signature}"));
            request.Headers.Range = new(range.From, range.From + range.Length - 1);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await answer.EnsureSuccessStatusCode().Content.CopyToAsync(Stream.Null);
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>A shared access signature that allows to read the blobs of a container.</summary>
    private static string Sign(string account, byte[] key, string container)
    {
        const string expiry = "2099-01-01T00:00:00Z";
        // Permissions, start, expiry, resource, identifier, addresses, protocol, version, kind, snapshot, encryption scope, and five headers of the answer.
        var signed = string.Join('\n', "r", "", expiry, $"/blob/{account}/{container}", "", "", "", Version, "c", "", "", "", "", "", "", "");
        var mac = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)));
        return string.Create(CultureInfo.InvariantCulture, $"sv={Version}&sr=c&sp=r&se={Uri.EscapeDataString(expiry)}&sig={Uri.EscapeDataString(mac)}");
    }
}

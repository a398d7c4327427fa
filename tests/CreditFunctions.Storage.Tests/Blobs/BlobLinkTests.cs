using System.Net;
using System.Net.Http.Headers;
using System.Text;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tests.Azurite;

namespace CreditFunctions.Storage.Tests.Blobs;

/// <summary>What links let their holders do.</summary>
public sealed class BlobLinkTests(AzuriteFixture azurite) : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly HttpClient http = new();
    private readonly string name = $"{Guid.NewGuid():N}/it's a blob, 100% ünïcode #1?.csv";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LinkToRead_IsReadWithItsOwnNameAndHeaders()
    {
        var container = await ContainerAsync("0123456789");
        var link = await container.LinkToReadAsync(name, "report.csv", new("text/csv; charset=utf-8", "gzip"), Lifetime, Token);

        using var answer = await http.GetAsync(link!.Url, Token);

        Assert.Equal("0123456789", await answer.Content.ReadAsStringAsync(Token));
        var headers = answer.Content.Headers;
        Assert.Equal(("text/csv; charset=utf-8", "gzip", "attachment; filename=\"report.csv\""), (headers.ContentType!.ToString(), headers.ContentEncoding.Single(), headers.ContentDisposition!.ToString()));
        Assert.InRange(link.ExpiresAt.Since(Instant.Now(azurite.Storage.Clock)), Lifetime - TimeSpan.FromSeconds(20), Lifetime);
    }

    [Fact]
    public async Task LinkToRead_OfARange_GivesTheRange()
    {
        var container = await ContainerAsync("0123456789");
        var link = await container.LinkToReadAsync(name, "report.csv", new("text/csv"), Lifetime, Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, link!.Url);
        request.Headers.Range = new RangeHeaderValue(2, 4);

        using var answer = await http.SendAsync(request, Token);

        Assert.Equal((HttpStatusCode.PartialContent, "234"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token)));
    }

    [Fact]
    public async Task LinkToRead_DoesNotWrite()
    {
        var container = await ContainerAsync("old");
        var link = await container.LinkToReadAsync(name, "report.csv", new("text/csv"), Lifetime, Token);

        using var answer = await PutAsync(link!.Url, "new");

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task LinkToWrite_MakesAndWritesOverAndDoesNotRead()
    {
        var container = await ContainerAsync(null);
        var link = await container.LinkToWriteAsync(name, Lifetime, Token);

        foreach (var text in new[] { "one", "two" })
        {
            using var put = await PutAsync(link!.Url, text);
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        }

        using var read = await http.GetAsync(link!.Url, Token);
        Assert.Equal(HttpStatusCode.Forbidden, read.StatusCode);
        await using var stored = await container.GetAsync(name, null, Token);
        Assert.Equal("two", await new StreamReader(stored!.Content).ReadToEndAsync(Token));
    }

    [Fact]
    public async Task LinkToWrite_ThatMadeASnapshot_DoesNotKeepTheBlobFromBeingRemoved()
    {
        var container = await ContainerAsync("x");
        var link = await container.LinkToWriteAsync(name, Lifetime, Token);
        using var snapshot = await http.PutAsync(new Uri(link!.Url.AbsoluteUri + "&comp=snapshot"), new ByteArrayContent([]), Token);
        Assert.Equal(HttpStatusCode.Created, snapshot.StatusCode);

        Assert.True(await container.DeleteAsync(name, Token));
        Assert.Null(await container.GetPropertiesAsync(name, Token));
    }

    [Fact]
    public async Task LinkToWrite_OfOneBlob_WritesNoOther()
    {
        var container = await ContainerAsync(null);
        var link = await container.LinkToWriteAsync(name, Lifetime, Token);

        using var put = await PutAsync(new(link!.Url.AbsoluteUri.Replace(".csv?", ".txt?", StringComparison.Ordinal)), "x");

        Assert.Equal(HttpStatusCode.Forbidden, put.StatusCode);
    }

    [Fact]
    public async Task Link_LongerThanADay_IsNotMade() => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
        async () => await (await ContainerAsync(null)).LinkToWriteAsync(name, TimeSpan.FromDays(1) + TimeSpan.FromTicks(1), Token));

    [Fact]
    public async Task Link_InMemory_IsNone()
    {
        var container = new InMemoryStorage(TimeProvider.System).Container("links");

        Assert.Null(await container.LinkToReadAsync(name, "report.csv", new("text/csv"), Lifetime, Token));
        Assert.Null(await container.LinkToWriteAsync(name, Lifetime, Token));
    }

    public void Dispose() => http.Dispose();

    private async Task<IBlobContainer> ContainerAsync(string? content)
    {
        var container = azurite.Storage.Container("links");
        await container.CreateIfMissingAsync(Token);
        if (content is not null)
        {
            await container.PutAsync(name, Encoding.UTF8.GetBytes(content), new("application/octet-stream"), BlobCondition.None, Token);
        }

        return container;
    }

    private async Task<HttpResponseMessage> PutAsync(Uri url, string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, url) { Content = new StringContent(text) };
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        return await http.SendAsync(request, Token);
    }
}

using System.Security.Cryptography;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;
using CreditFunctions.Storage.Azure;
using CreditFunctions.Storage.Azure.Blobs;
using CreditFunctions.Storage.Azure.Http;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Tests.Azurite;
using CreditFunctions.Storage.Tests.Clock;

namespace CreditFunctions.Storage.Tests.Azure;

/// <summary>What links are signed over, as the service's documentation has it for the version in use; and that an emulator, which makes the same strings anew, takes both kinds.</summary>
public sealed class BlobSasTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 12, 0, 0, 900, TimeSpan.Zero);
    private static readonly DelegationKey Key = new("oid", "tid", "2026-11-21T11:55:00Z", "2026-11-23T12:00:00Z", "b", "2024-08-04", [1, 2, 3]);

    private static BlobSas Sas => new("acme", "reports", "a b/c.csv", "r", Start, Start.AddMinutes(15))
    {
        Protocols = "https",
        ContentDisposition = "attachment; filename=\"c.csv\"",
        ContentEncoding = "gzip",
        ContentType = "text/csv; charset=utf-8",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void StringToSign_WithTheAccountsKey_HasSixteenLines() => Assert.Equal(
        "r\n2026-11-21T12:00:00Z\n2026-11-21T12:15:00Z\n/blob/acme/reports/a b/c.csv\n\n\nhttps\n2024-08-04\nb\n\n\n\nattachment; filename=\"c.csv\"\ngzip\n\ntext/csv; charset=utf-8",
        Sas.StringToSign);

    [Fact]
    public void StringToSign_WithADelegatedKey_HasTwentyFourLines() => Assert.Equal(
        "r\n2026-11-21T12:00:00Z\n2026-11-21T12:15:00Z\n/blob/acme/reports/a b/c.csv\noid\ntid\n2026-11-21T11:55:00Z\n2026-11-23T12:00:00Z\nb\n2024-08-04\n\n\n\n\nhttps\n2024-08-04\nb\n\n\n\n"
        + "attachment; filename=\"c.csv\"\ngzip\n\ntext/csv; charset=utf-8",
        (Sas with { Key = Key }).StringToSign);

    [Fact]
    public void Query_WithADelegatedKey_NamesIt() => Assert.Equal(
        "sv=2024-08-04&spr=https&st=2026-11-21T12%3A00%3A00Z&se=2026-11-21T12%3A15%3A00Z&sr=b&sp=r&skoid=oid&sktid=tid&skt=2026-11-21T11%3A55%3A00Z&ske=2026-11-23T12%3A00%3A00Z&sks=b&skv=2024-08-04"
        + "&rscd=attachment%3B%20filename%3D%22c.csv%22&rsce=gzip&rsct=text%2Fcsv%3B%20charset%3Dutf-8&sig=a%2Bb%3D",
        (Sas with { Key = Key }).Query("a+b="));

    [Fact]
    public async Task Link_WithADelegatedKey_IsTakenByAzurite()
    {
        var connection = StorageConnection.Parse(azurite.Server.ConnectionString);
        var container = azurite.Storage.Container("delegated");
        await container.CreateIfMissingAsync(Token);
        await container.PutAsync("it's 100% ü.txt", "hello"u8.ToArray(), new("text/plain"), BlobCondition.None, Token);
        var now = TimeProvider.System.GetUtcNow();
        var (start, expiry) = (BlobSas.Time(now.AddMinutes(-5)), BlobSas.Time(now.AddDays(2)));
        // How the pinned Azurite makes the keys it delegates; it only does so over https.
        var value = HMACSHA256.HashData("azurite-user-delegation-signing-seed-v1"u8, Encoding.UTF8.GetBytes($"oid\ntid\n{start}\n{expiry}\nb\n2024-08-04"));
        var sas = new BlobSas(connection.Key!.Account, "delegated", "it's 100% ü.txt", "r", now.AddMinutes(-5), now.AddMinutes(5))
        {
            Key = new("oid", "tid", start, expiry, "b", "2024-08-04", value),
            ContentType = "text/csv",
        };

        var url = $"{connection.Blobs}{BlobAddress.Blob(sas.Container, sas.Name)}?{sas.Query(new SharedKey(sas.Account, value).Sign(sas.StringToSign))}";
        using var http = new HttpClient();
        Assert.Equal("hello", await http.GetStringAsync(url, Token));
        var forged = await http.GetAsync(url.Replace("&sp=r&", "&sp=rw&", StringComparison.Ordinal), Token);
        Assert.Equal(403, (int)forged.StatusCode);
    }

    [Fact]
    public async Task DelegatedKey_IsAskedForOnceUntilALinkWouldOutlastIt()
    {
        var time = new ManualTime();
        await using var server = new StubServer(new(200, Delegated(time.GetUtcNow().AddDays(2))), new(200, Delegated(time.GetUtcNow().AddDays(9))));
        var links = Links(server, time);

        var first = await links.ToReadAsync("reports", "a", "a", new("text/csv"), TimeSpan.FromMinutes(15), Token);
        time.Pass(TimeSpan.FromDays(2) - TimeSpan.FromMinutes(15));
        await links.ToWriteAsync("reports", "a", TimeSpan.FromMinutes(15), Token);
        Assert.Single(server.Requests);
        await links.ToWriteAsync("reports", "a", TimeSpan.FromMinutes(16), Token);

        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.StartsWith("POST /stub/?restype=service&comp=userdelegationkey HTTP/1.1", request, StringComparison.Ordinal));
        Assert.Contains("&skoid=o-1&sktid=t-1&", first!.Url.Query, StringComparison.Ordinal);
        Assert.Equal($"a link until {first.ExpiresAt}", first.ToString());
    }

    [Fact]
    public async Task DelegatedKey_ThatIsRefused_MakesNoLinkAndIsAskedForLaterAgain()
    {
        var time = new ManualTime();
        await using var server = new StubServer(
            new StubAnswer(403, "", "x-ms-error-code: AuthorizationPermissionMismatch\r\n"), new StubAnswer(200, Delegated(time.GetUtcNow().AddDays(2))));
        var links = Links(server, time);

        Assert.Null(await links.ToWriteAsync("reports", "a", TimeSpan.FromMinutes(15), Token));
        Assert.Null(await links.ToReadAsync("reports", "a", "a", new("text/csv"), TimeSpan.FromMinutes(15), Token));
        Assert.Single(server.Requests);
        time.Pass(TimeSpan.FromMinutes(5));
        Assert.NotNull(await links.ToWriteAsync("reports", "a", TimeSpan.FromMinutes(15), Token));
    }

    [Theory]
    [InlineData("https://acme.blob.core.windows.net", "/blob/acme/", "spr=https")]
    [InlineData("https://acme.z01.blob.storage.azure.net/", "/blob/acme/", "spr=https")]
    [InlineData("http://127.0.0.1:10000/devstoreaccount1", "/blob/devstoreaccount1/", "sv=2024-08-04&st=")]
    public async Task Link_NamesTheAccountOfItsAddress(string address, string account, string query)
    {
        var time = new ManualTime();
        await using var server = new StubServer(new StubAnswer(200, Delegated(time.GetUtcNow().AddDays(2))));
        var link = await Links(server, time, new(address)).ToReadAsync("reports", "a", "a", new("text/csv"), TimeSpan.FromMinutes(15), Token);

        var sas = new BlobSas(account.Split('/')[2], "reports", "a", "r", time.GetUtcNow().AddMinutes(-5), time.GetUtcNow().AddMinutes(15))
        {
            Protocols = query == "spr=https" ? "https" : "",
            ContentDisposition = "attachment; filename=\"a\"",
            ContentType = "text/csv",
            Key = DelegationKey.Read(new MemoryStream(Encoding.UTF8.GetBytes(Delegated(time.GetUtcNow().AddDays(2))))),
        };
        Assert.Contains(query, link!.Url.Query, StringComparison.Ordinal);
        Assert.EndsWith("sig=" + Uri.EscapeDataString(new SharedKey("any", sas.Key.Value).Sign(sas.StringToSign)), link.Url.Query, StringComparison.Ordinal);
    }

    private static string Delegated(DateTimeOffset expiry) =>
        "\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?><UserDelegationKey><SignedOid>o-1</SignedOid><SignedTid>t-1</SignedTid><SignedStart>2026-01-01T00:00:00Z</SignedStart>"
        + $"<SignedExpiry>{BlobSas.Time(expiry)}</SignedExpiry><SignedService>b</SignedService><SignedVersion>2024-08-04</SignedVersion><Value>c2VjcmV0</Value></UserDelegationKey>";

    private static BlobLinks Links(StubServer server, TimeProvider time, Uri? address = null)
    {
        var stub = StorageConnection.Parse(server.ConnectionString).Blobs;
        return new(new(HttpPipelineBuilder.Build(new Options(), new RentedBodyPolicy()), stub, time, "blob"), address ?? stub, null, time);
    }

    private sealed class Options : ClientOptions;
}

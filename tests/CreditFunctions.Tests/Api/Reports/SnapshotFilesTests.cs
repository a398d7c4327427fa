using System.IO.Compression;
using System.Security.Cryptography;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Api.Reports;

public sealed class SnapshotFilesTests : IClassFixture<SnapshotFilesTests.OneSnapshot>
{
    private readonly CreditApplication app;
    private readonly string location;
    private readonly string csv;

    public SnapshotFilesTests(OneSnapshot snapshot)
    {
        (app, location) = (snapshot.App, snapshot.Location);
        csv = $"{location}/credit-balances.csv";
    }

    [Theory]
    [InlineData("credit-balances.csv", "text/csv")]
    [InlineData("credit-balances.json", "application/json")]
    public async Task Get_WholeFile_IsWhatTheManifestSays(string name, string type)
    {
        var manifest = await app.GetAsync(location);
        var file = manifest.Json.GetProperty("files").EnumerateArray().Single(one => one.Cell("name") == name);

        var answer = await app.GetAsync(file.Cell("url")!);

        Assert.Equal((200, type), (answer.Status, answer.ContentType?.Split(';')[0]));
        Assert.Equal(file.GetProperty("bytes").GetInt64(), answer.Bytes.Length);
        Assert.Equal(file.Cell("sha256"), Convert.ToHexStringLower(SHA256.HashData(answer.Bytes)));
        Assert.Equal(("bytes", $"\"{file.Cell("sha256")}\""), (answer.Header("Accept-Ranges"), answer.Header("ETag")));
    }

    [Theory]
    [InlineData("bytes=0-9", 0, 10)]
    [InlineData("bytes=5-5", 5, 1)]
    [InlineData("bytes=10-", 10, -1)]
    [InlineData("bytes=-7", -7, 7)]
    [InlineData("bytes=20-99999999", 20, -1)]
    [InlineData("bytes=-99999999", 0, -1)]
    public async Task Get_Range_IsThatPart(string range, int from, int length)
    {
        var whole = (await app.GetAsync(csv)).Bytes;
        from = from < 0 ? whole.Length + from : from;
        length = length < 0 ? whole.Length - from : length;

        var part = await app.GetAsync(csv, ("Range", range), ("Accept-Encoding", "gzip, br"));

        Assert.Equal((206, $"bytes {from}-{from + length - 1}/{whole.Length}"), (part.Status, part.Header("Content-Range")));
        Assert.Equal(whole[from..(from + length)], part.Bytes);
    }

    [Theory]
    [InlineData("bytes=99999999-")]
    [InlineData("bytes=-0")]
    public async Task Get_RangeBeyondTheFile_Is416(string range)
    {
        var answer = await app.GetAsync(csv, ("Range", range));

        Assert.Equal("416 range_not_satisfiable Range", answer.Problem);
        Assert.StartsWith("bytes */", answer.Header("Content-Range"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bytes=0-1,3-4")]
    [InlineData("bytes=5-2")]
    [InlineData("lines=1-2")]
    [InlineData("rubbish")]
    public async Task Get_RangeNotUnderstood_IsTheWholeFile(string range) => Assert.Equal(200, (await app.GetAsync(csv, ("Range", range))).Status);

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Get_Compressed_DecodesToTheSameBytes(string encoding)
    {
        var whole = await app.GetAsync(csv);

        var packed = await app.GetAsync(csv, ("Accept-Encoding", encoding));

        await using Stream stream = encoding == "br" ? new BrotliStream(new MemoryStream(packed.Bytes), CompressionMode.Decompress) : new GZipStream(new MemoryStream(packed.Bytes), CompressionMode.Decompress);
        using var decoded = new MemoryStream();
        await stream.CopyToAsync(decoded, TestContext.Current.CancellationToken);
        Assert.Equal(whole.Bytes, decoded.ToArray());
        Assert.Equal((encoding, "Accept-Encoding"), (packed.Header("Content-Encoding"), packed.Header("Vary")));
        Assert.NotEqual(whole.Header("ETag"), packed.Header("ETag"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Get_WithItsETag_Is304(string encoding)
    {
        var first = await app.GetAsync(csv, ("Accept-Encoding", encoding));

        var again = await app.GetAsync(csv, ("Accept-Encoding", encoding), ("If-None-Match", first.Header("ETag")!));

        Assert.Equal((304, 0, first.Header("ETag")), (again.Status, again.Bytes.Length, again.Header("ETag")));
    }

    [Fact]
    public async Task Get_IfRangeOfAnotherFile_IsTheWholeFile() =>
        Assert.Equal(200, (await app.GetAsync(csv, ("Range", "bytes=0-1"), ("If-Range", "\"other\""))).Status);

    [Fact]
    public async Task Get_WeakIfRange_IsTheWholeFile() =>
        Assert.Equal(200, (await app.GetAsync(csv, ("Range", "bytes=0-1"), ("If-Range", "W/" + (await app.GetAsync(csv)).Header("ETag")!))).Status);

    [Theory]
    [InlineData("*", "br")]
    [InlineData("GZIP", "gzip")]
    [InlineData("BR;q=0.5", "br")]
    public async Task Get_EncodingHoweverWritten_HasTheETagOfWhatIsSent(string accepted, string sent)
    {
        var json = csv.Replace(".csv", ".json", StringComparison.Ordinal);

        var packed = await app.GetAsync(json, ("Accept-Encoding", accepted));

        Assert.Equal((sent, (await app.GetAsync(json)).Header("ETag")!.TrimEnd('"') + $"-{sent}\""), (packed.Header("Content-Encoding"), packed.Header("ETag")));
    }

    [Fact]
    public async Task Get_IfRangeOfThisFile_IsThatPart() =>
        Assert.Equal(206, (await app.GetAsync(csv, ("Range", "bytes=0-1"), ("If-Range", (await app.GetAsync(csv)).Header("ETag")!))).Status);

    [Fact]
    public async Task Get_ByANameInGz_IsAGzipFileToBeKept()
    {
        var answer = await app.GetAsync(csv + ".gz", ("Accept-Encoding", "gzip, br"));

        Assert.Equal((200, "application/gzip", null), (answer.Status, answer.ContentType, answer.Header("Content-Encoding")));
        Assert.Contains("credit-balances.csv.gz", answer.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.Equal($"\"{Convert.ToHexStringLower(SHA256.HashData(answer.Bytes))}\"", answer.Header("ETag"));
        await using var unpacked = new GZipStream(new MemoryStream(answer.Bytes), CompressionMode.Decompress);
        using var decoded = new MemoryStream();
        await unpacked.CopyToAsync(decoded, TestContext.Current.CancellationToken);
        Assert.Equal((await app.GetAsync(csv)).Bytes, decoded.ToArray());
    }

    [Fact]
    public async Task Get_GzipTakenAndStored_SendsWhatIsStored()
    {
        var packed = await app.GetAsync(csv, ("Accept-Encoding", "gzip, br"));

        Assert.Equal(("gzip", "text/csv"), (packed.Header("Content-Encoding"), packed.ContentType?.Split(';')[0]));
        Assert.Equal((await app.GetAsync(csv + ".gz")).Bytes, packed.Bytes);
    }

    [Theory]
    [InlineData("nope.csv")]
    [InlineData("manifest.json")]
    [InlineData("credit-balances.by-available.rows")]
    [InlineData("latest.json")]
    [InlineData("..%2Fmanifest.json")]
    public async Task Get_UnknownFile_Is404(string name) => Assert.Equal("404 file_not_found file", (await app.GetAsync($"{location}/{name}")).Problem);

    /// <summary>A snapshot that nobody changes.</summary>
    public sealed class OneSnapshot : IAsyncLifetime
    {
        internal CreditApplication App { get; private set; } = null!;

        internal string Location { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            App = await CreditApplication.StartAsync(null, ("ReportFormats", "csv,json,csv.gz"));
            await App.AddCustomerAsync("c1", """{"name":"Ana, \"Nu\" Ünal 李"}""");
            await App.GrantAsync("c1", "10.00");
            await App.GrantAsync("c2", "20.00");
            Location = await App.MakeAsync("credit-balances");
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}

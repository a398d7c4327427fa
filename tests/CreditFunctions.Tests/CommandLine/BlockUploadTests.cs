using System.Net;
using System.Text;
using CreditFunctions.CommandLine;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.CommandLine;

public sealed class BlockUploadTests
{
    private const string Link = "http://storage.test/imports/b/uploads/u?sv=1&sig=a%2Bb%3D";
    private const string FirstBlock = "MDAwMDAw";
    private const string SecondBlock = "MDAwMDAx";

    private readonly List<long> shown = [];
    private readonly List<string> sent = [];

    [Fact]
    public async Task File_OfTwoBlocks_IsSentAsTheyAndTheirList()
    {
        await SendAsync(BlockUpload.BlockBytes + 5, _ => HttpStatusCode.Created);

        Assert.Equal(
            [
                $"{Link}&comp=block&blockid={FirstBlock} {BlockUpload.BlockBytes}", $"{Link}&comp=block&blockid={SecondBlock} 5",
                $"{Link}&comp=blocklist <?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList><Latest>{FirstBlock}</Latest><Latest>{SecondBlock}</Latest></BlockList>",
            ],
            sent);
        Assert.Equal([BlockUpload.BlockBytes, BlockUpload.BlockBytes + 5], shown);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(0)]
    public async Task Block_ThatIsLostFiveTimes_IsSentAgain(int status)
    {
        await SendAsync(1, tries => tries <= 5 ? status == 0 ? throw new HttpRequestException("lost") : (HttpStatusCode)status : HttpStatusCode.Created);

        Assert.Equal(7, sent.Count);
    }

    [Theory]
    [InlineData(503, 6)]
    [InlineData(403, 1)]
    public async Task Block_ThatIsLostTooOftenOrRefused_EndsItAndSaysNothingOfTheLink(int status, int tries)
    {
        var error = await Assert.ThrowsAsync<IOException>(() => SendAsync(1, _ => (HttpStatusCode)status));

        Assert.Equal(tries, sent.Count);
        Assert.Equal($"Storage refuses the upload with status {status}.", error.Message);
    }

    private async Task SendAsync(int bytes, Func<int, HttpStatusCode> answer)
    {
        var clock = new FakeClock();
        using var storage = new HttpClient(new Stub(sent, answer));
        var upload = new BlockUpload(storage, clock).SendAsync(
            new MemoryStream(new byte[bytes]), Link,
            at =>
            {
                shown.Add(at);
                return Task.CompletedTask;
            },
            TestContext.Current.CancellationToken);
        await clock.DriveAsync(WaitAsync(upload), TimeSpan.FromSeconds(16));
    }

    private static async Task<bool> WaitAsync(Task work)
    {
        await work;
        return true;
    }

    private sealed class Stub(List<string> sent, Func<int, HttpStatusCode> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
            var isList = request.RequestUri!.Query.Contains("blocklist", StringComparison.Ordinal);
            Assert.Null(request.Headers.Authorization);
            sent.Add($"{request.RequestUri!.AbsoluteUri} {(isList ? Encoding.ASCII.GetString(body) : body.Length)}");
            return new(answer(sent.Count));
        }
    }
}

using Azure.Core;
using CreditFunctions.Storage.Azure;

namespace CreditFunctions.Storage.Tests.Azure;

public sealed class StorageConnectionTests
{
    private const string Key = "c2VjcmV0";

    [Fact]
    public void Parse_Development_IsAzurite()
    {
        var connection = StorageConnection.Parse("UseDevelopmentStorage=true");
        Assert.Equal("http://127.0.0.1:10002/devstoreaccount1", connection.Tables.AbsoluteUri);
        Assert.Equal("http://127.0.0.1:10000/devstoreaccount1", connection.Blobs.AbsoluteUri);
        Assert.Equal("http://127.0.0.1:10001/devstoreaccount1", connection.Queues.AbsoluteUri);
        Assert.Equal("devstoreaccount1", connection.Key!.Account);
    }

    [Theory]
    [InlineData($"AccountName=acme;AccountKey={Key}", "https://acme.table.core.windows.net/")]
    [InlineData($"DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={Key};EndpointSuffix=core.chinacloudapi.cn", "https://acme.table.core.chinacloudapi.cn/")]
    [InlineData($" accountname = acme ; ACCOUNTKEY={Key};;TableEndpoint=http://localhost:1/acme;BlobEndpoint=http://localhost:2/acme;QueueEndpoint=http://localhost:3/acme;FileEndpoint=x ;", "http://localhost:1/acme")]
    public void Parse_AccountKey_FindsTheServices(string text, string tables) => Assert.Equal(tables, StorageConnection.Parse(text).Tables.AbsoluteUri);

    [Theory]
    [InlineData("", "AccountName is missing; AccountKey is missing")]
    [InlineData("AccountName=acme", "AccountKey is missing")]
    [InlineData($"AccountKey={Key};EndpointSuffix=core.windows.net", "AccountName is missing")]
    [InlineData("AccountName=acme;AccountKey=not*base64", "AccountKey is not base64")]
    [InlineData($"AccountName=acme;AccountKey={Key};Colour=red", "Colour is unknown")]
    [InlineData($"AccountName=acme;AccountKey={Key};AccountName=other", "AccountName is given twice")]
    [InlineData($"AccountName=acme;AccountKey={Key};TableEndpoint=nonsense", "TableEndpoint is no http or https address")]
    [InlineData($"AccountName=acme;AccountKey={Key};QueueEndpoint=nonsense", "QueueEndpoint is no http or https address")]
    [InlineData($"AccountName=ac me;AccountKey={Key}", "make no address")]
    [InlineData("AccountName=acme;SharedAccessSignature=sv=1", "SharedAccessSignature is not supported")]
    [InlineData("c2VjcmV0IHNlY3JldA", "a part of it is not name=value")]
    [InlineData("UseDevelopmentStorage=yes", "UseDevelopmentStorage is either true or left out")]
    [InlineData("UseDevelopmentStorage=true;AccountName=acme", "UseDevelopmentStorage stands alone")]
    public void Parse_Unusable_SaysWhatIsWrongWithoutTheKey(string text, string expected)
    {
        var e = Assert.Throws<FormatException>(() => StorageConnection.Parse(text));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2Vj", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not*base64", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromIdentity_AccountName_FindsTheServices()
    {
        var connection = StorageConnection.FromIdentity("acme", new NoCredential());
        Assert.Equal("https://acme.table.core.windows.net/", connection.Tables.AbsoluteUri);
        Assert.Equal("https://acme.blob.core.windows.net/", connection.Blobs.AbsoluteUri);
        Assert.Equal("https://acme.queue.core.windows.net/", connection.Queues.AbsoluteUri);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("Acme")]
    [InlineData("acme.example.com/")]
    public void FromIdentity_NoAccountName_Throws(string name) =>
        Assert.Throws<ArgumentException>(() => StorageConnection.FromIdentity(name, new NoCredential()));

    [Theory]
    [InlineData("http", "https", "https")]
    [InlineData("https", "http", "https")]
    [InlineData("https", "https", "http")]
    public void FromIdentity_PlainHttp_Throws(string tables, string blobs, string queues) => Assert.Throws<ArgumentException>(() =>
        StorageConnection.FromIdentity(new Uri($"{tables}://localhost/"), new Uri($"{blobs}://localhost/"), new Uri($"{queues}://localhost/"), new NoCredential()));

    private sealed class NoCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}

using Azure.Core;
using Azure.Core.Pipeline;
using CreditFunctions.Storage.Azure.Http;

namespace CreditFunctions.Storage.Tests.Azure;

/// <summary>Strings to sign as the service's documentation gives them; an emulator checks only its own, path-style kind.</summary>
public sealed class SigningTests
{
    private const string Date = "Sun, 11 Oct 2009 19:52:39 GMT";

    private static Request Request(RequestMethod method, string address, byte[]? content = null)
    {
        var request = HttpPipelineBuilder.Build(new Options()).CreateRequest();
        request.Method = method;
        request.Uri.Reset(new Uri(address));
        request.Content = content is null ? null : RequestContent.Create(content);
        request.Headers.SetValue("x-ms-date", Date);
        return request;
    }

    [Fact]
    public void Table_Query_SignsThePathOnly()
    {
        var request = Request(RequestMethod.Get, "https://acme.table.core.windows.net/credits(PartitionKey='a%20b',RowKey='%C3%A9')?$select=x");
        Assert.Equal($"GET\n\n\n{Date}\n/acme/credits(PartitionKey='a%20b',RowKey='%C3%A9')", TableSharedKeyPolicy.StringToSign(request, "acme"));
    }

    [Fact]
    public void Table_InsertOnAnEmulator_NamesTheAccountTwice()
    {
        var request = Request(RequestMethod.Post, "http://127.0.0.1:10002/devstoreaccount1/credits", [1]);
        request.Headers.SetValue("Content-Type", "application/json");
        Assert.Equal(
            $"POST\n\napplication/json\n{Date}\n/devstoreaccount1/devstoreaccount1/credits",
            TableSharedKeyPolicy.StringToSign(request, "devstoreaccount1"));
    }

    [Fact]
    public void Blob_List_SignsTheQueryInOrder()
    {
        var request = Request(RequestMethod.Get, "https://acme.blob.core.windows.net/reports?restype=container&comp=list&prefix=a%2Fb%26c&marker=m%3D");
        request.Headers.SetValue("x-ms-version", "2024-08-04");
        Assert.Equal(
            $"GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:{Date}\nx-ms-version:2024-08-04\n/acme/reports\ncomp:list\nmarker:m=\nprefix:a/b&c\nrestype:container",
            BlobSharedKeyPolicy.StringToSign(request, "acme"));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(11, "11")]
    public void Blob_Put_SignsLengthTypeAndConditions(int length, string expected)
    {
        var request = Request(RequestMethod.Put, "https://acme.blob.core.windows.net/reports/a.txt", new byte[length]);
        request.Headers.SetValue("Content-Type", "text/plain");
        request.Headers.SetValue("If-None-Match", "*");
        request.Headers.SetValue("x-ms-Blob-Type", "BlockBlob");
        Assert.Equal(
            $"PUT\n\n\n{expected}\n\ntext/plain\n\n\n\n*\n\n\nx-ms-blob-type:BlockBlob\nx-ms-date:{Date}\n/acme/reports/a.txt",
            BlobSharedKeyPolicy.StringToSign(request, "acme"));
    }

    [Fact]
    public void Queue_Hide_SignsThePathAndTheQueryInOrder()
    {
        var request = Request(RequestMethod.Put, "https://acme.queue.core.windows.net/shards/messages/1-2?visibilitytimeout=60&popreceipt=A%2Bb%3D", []);
        Assert.Equal(
            $"PUT\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:{Date}\n/acme/shards/messages/1-2\npopreceipt:A+b=\nvisibilitytimeout:60",
            BlobSharedKeyPolicy.StringToSign(request, "acme"));
    }

    private sealed class Options : ClientOptions;
}

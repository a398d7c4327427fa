using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace CreditFunctions.Tests.Telemetry;

/// <summary>Takes what is exported by OTLP, over HTTP/protobuf or gRPC, and keeps the bytes by path.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, byte[] Body)> received = new();
    private readonly WebApplication server;

    private OtlpReceiver(WebApplication server) => this.server = server;

    public string Url => server.Urls.Single();

    /// <summary>Paths that something came to.</summary>
    public IEnumerable<string> Paths => received.Select(static one => one.Path).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    public static async Task<OtlpReceiver> StartAsync(HttpProtocols protocol = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", "--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = protocol));
        var receiver = new OtlpReceiver(builder.Build());
        receiver.server.Run(receiver.TakeAsync);
        await receiver.server.StartAsync();
        return receiver;
    }

    /// <summary>Did these bytes come to a path?</summary>
    public bool Has(string path, ReadOnlySpan<byte> bytes)
    {
        foreach (var (to, body) in received)
        {
            if (to == path && body.AsSpan().IndexOf(bytes) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Did this text come to a path?</summary>
    public bool Has(string path, string text) => Has(path, Encoding.UTF8.GetBytes(text));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        received.Enqueue((http.Request.Path, body.ToArray()));
        if (http.Request.ContentType == "application/grpc")
        {
            http.Response.ContentType = "application/grpc";
            http.Response.AppendTrailer("grpc-status", "0");
            await http.Response.Body.WriteAsync(new byte[5]);
        }
    }
}

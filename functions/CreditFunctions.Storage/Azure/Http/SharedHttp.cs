using System.Net;
using Azure.Core.Pipeline;

namespace CreditFunctions.Storage.Azure.Http;

/// <summary>The one HTTP client of the process: connections are shared by all tables, containers and queues.</summary>
internal static class SharedHttp
{
    /// <summary>Connections to one host: enough for a scan of every shard beside the requests of a busy instance.</summary>
    private const int MaxConnections = 512;

    /// <summary>How long a connection is used, so that changes of DNS are noticed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>The transport of every pipeline.</summary>
    public static readonly HttpPipelineTransport Transport = new HttpClientTransport(Create());

    private static HttpClient Create() => new(new SocketsHttpHandler
    {
        PooledConnectionLifetime = ConnectionLifetime,
        MaxConnectionsPerServer = MaxConnections,
        ConnectTimeout = ConnectTimeout,
        AllowAutoRedirect = false,
        UseCookies = false,
        // Storage has no use for a trace's id, and each costs an Activity.
        ActivityHeadersPropagator = null,
        // A blob stored as gzip is handed on as gzip.
        AutomaticDecompression = DecompressionMethods.None,
        Proxy = new ProxyBeyondLoopback(HttpClient.DefaultProxy),
    })
    {
        // Each call has its own deadline.
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>The machine's proxy, but never for an emulator on this machine.</summary>
    private sealed class ProxyBeyondLoopback(IWebProxy inner) : IWebProxy
    {
        public ICredentials? Credentials
        {
            get => inner.Credentials;
            set => inner.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => inner.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || inner.IsBypassed(host);
    }
}

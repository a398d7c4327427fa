using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CreditFunctions.Azurite;

/// <summary>Stands before a service of Azurite and holds up each request for as long as the way to the real service takes; answers pass at once.</summary>
public sealed class SlowProxy : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly int target;
    private readonly byte[] table;
    private readonly Task accepting;
    private long requests;
    private long latency;

    /// <summary>Begins to listen.</summary>
    /// <param name="target">The service's port on 127.0.0.1.</param>
    /// <param name="latency">How long each request is held up.</param>
    /// <param name="table">Of which table alone, if not of all: the others' pass at once and are not counted.</param>
    public SlowProxy(int target, TimeSpan latency, string table = "")
    {
        (this.target, this.latency, this.table) = (target, latency.Ticks, Encoding.ASCII.GetBytes(table.Length == 0 ? "" : $"/{table}"));
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens on 127.0.0.1.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How long a request that comes from now on is held up.</summary>
    public TimeSpan Latency
    {
        get => new(Interlocked.Read(ref latency));
        set => Interlocked.Exchange(ref latency, value.Ticks);
    }

    /// <summary>How many requests have come so far.</summary>
    public long Requests => Interlocked.Read(ref requests);

    /// <summary>The connection string of an Azurite whose tables are reached through this.</summary>
    /// <param name="azurite">The Azurite, whose table port it stands before.</param>
    public string Before(AzuriteServer azurite)
    {
        ArgumentNullException.ThrowIfNull(azurite);
        return azurite.ConnectionString.Replace(Address(azurite.TablePort), Address(Port), StringComparison.Ordinal);
    }

    /// <summary>Ends it and every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        stop.Dispose();
    }

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}/");

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
                connections.RemoveAll(static connection => connection.IsCompleted);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            using var server = new TcpClient();
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, target, stop.Token);
                (client.NoDelay, server.NoDelay) = (true, true);
                await using var near = client.GetStream();
                await using var far = server.GetStream();
                using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                var isAnswered = true;
                await Task.WhenAny(PassAsync(near, far, ForthAsync, ended.Token), PassAsync(far, near, BackAsync, ended.Token));
                await ended.CancelAsync();

                // Bytes after an answer begin the next request: one is sent at a time.
                async Task ForthAsync(ReadOnlyMemory<byte> bytes)
                {
                    if (Volatile.Read(ref isAnswered))
                    {
                        Volatile.Write(ref isAnswered, false);
                        if (IsSlow(bytes.Span))
                        {
                            Interlocked.Increment(ref requests);
                            await Task.Delay(Latency, TimeProvider.System, ended.Token);
                        }
                    }
                }

                Task BackAsync(ReadOnlyMemory<byte> bytes)
                {
                    Volatile.Write(ref isAnswered, true);
                    return Task.CompletedTask;
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
            {
                // Whoever is at the other end hears that the connection is gone.
            }
        }
    }

    /// <summary>Does a request's first line name the table?</summary>
    private bool IsSlow(ReadOnlySpan<byte> request) => request[..Math.Max(request.IndexOf((byte)'\r'), 0)].IndexOf(table) >= 0;

    private static async Task PassAsync(NetworkStream from, NetworkStream to, Func<ReadOnlyMemory<byte>, Task> beforeAsync, CancellationToken cancellationToken)
    {
        try
        {
            var buffer = new byte[BufferBytes];
            while (await from.ReadAsync(buffer, cancellationToken) is var read && read > 0)
            {
                await beforeAsync(buffer.AsMemory(0, read));
                await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The other direction ends with it.
        }
    }
}

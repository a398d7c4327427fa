using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CreditFunctions.Benchmarks;

/// <summary>An HTTP client that allocates nothing of its own, so that what is allocated while it waits is the server's: one connection, requests as bytes, answers read to their end.</summary>
internal sealed class KeepAliveClient : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[64 * 1024];

    public async Task ConnectAsync(Uri url) => await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, url.Port));

    /// <summary>A GET as it goes over the wire.</summary>
    public static byte[] Get(Uri url, string path, string authorization) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {url.Authority}\r\nAuthorization: {authorization}\r\nAccept: application/json\r\n\r\n");

    /// <summary>Sends a request and reads its answer, which must be 200 and fit the buffer; returns the answer's text only if asked to.</summary>
    public async ValueTask<string?> SendAsync(byte[] request, bool showAnswer)
    {
        await socket.SendAsync(request, SocketFlags.None);
        var read = 0;
        do
        {
            var more = await socket.ReceiveAsync(buffer.AsMemory(read), SocketFlags.None);
            read += more > 0 ? more : throw new InvalidOperationException("The connection was closed.");
        }
        while (!IsWhole(buffer.AsSpan(0, read)));
        return !buffer.AsSpan(0, read).StartsWith("HTTP/1.1 200"u8) ? throw new InvalidOperationException(Encoding.UTF8.GetString(buffer, 0, read))
            : showAnswer ? Encoding.UTF8.GetString(buffer, 0, read)
            : null;
    }

    public void Dispose() => socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var head = answer[..end];
        var body = answer[(end + 4)..];
        var at = head.IndexOf("Content-Length: "u8);
        return at < 0
            ? body.EndsWith("0\r\n\r\n"u8)
            : System.Buffers.Text.Utf8Parser.TryParse(head[(at + 16)..], out int length, out _) && body.Length >= length;
    }
}

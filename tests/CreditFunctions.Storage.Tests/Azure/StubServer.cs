using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CreditFunctions.Storage.Tests.Azure;

/// <summary>What the stub does with one request.</summary>
/// <param name="Status">The status it answers; 0 closes the connection without an answer, -1 never answers.</param>
/// <param name="Body">The answer's body.</param>
/// <param name="Headers">The answer's headers, each with its line end.</param>
/// <param name="Length">The length the answer claims; null for the body's.</param>
internal sealed record StubAnswer(int Status, string Body = "", string Headers = "", long? Length = null)
{
    public static readonly StubAnswer Drop = new(0);

    public static readonly StubAnswer Silence = new(-1);
}

/// <summary>A server on a free port of this machine that gives scripted answers (the last one again and again) and remembers the requests.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Queue<StubAnswer> answers;
    private readonly List<string> requests = [];
    private readonly Task accepting;

    public StubServer(params StubAnswer[] answers)
    {
        this.answers = new(answers);
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Its address, as a connection string of an account.</summary>
    public string ConnectionString =>
        $"AccountName=stub;AccountKey=c2VjcmV0;TableEndpoint=http://{listener.LocalEndpoint}/stub;BlobEndpoint=http://{listener.LocalEndpoint}/stub";

    /// <summary>The heads of the requests that came.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (requests)
            {
                return [.. requests];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The listener was stopped, before or while it waited.
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            try
            {
                while (await ReadRequestAsync(stream) is { } head)
                {
                    var answer = Next(head);
                    if (answer.Status <= 0)
                    {
                        // A silent server still holds the line.
                        await Task.Delay(answer.Status == 0 ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, TimeProvider.System, stopping.Token);
                        return;
                    }

                    var length = answer.Length ?? Encoding.UTF8.GetByteCount(answer.Body);
                    var text = $"HTTP/1.1 {answer.Status} Stub\r\n{answer.Headers}Content-Length: {length}\r\n\r\n{answer.Body}";
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stopping.Token);
                    if (answer.Length is not null)
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client hung up, or the test is over.
            }
        }
    }

    private StubAnswer Next(string head)
    {
        lock (requests)
        {
            requests.Add(head);
            return answers.Count > 1 ? answers.Dequeue() : answers.Peek();
        }
    }

    private async Task<string?> ReadRequestAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, stopping.Token) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        var text = head.ToString();
        var at = text.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
        if (at >= 0)
        {
            var length = int.Parse(text.AsSpan(at + 16, text.IndexOf('\r', at) - at - 16), System.Globalization.CultureInfo.InvariantCulture);
            await stream.ReadExactlyAsync(new byte[length], stopping.Token);
        }

        return text;
    }
}

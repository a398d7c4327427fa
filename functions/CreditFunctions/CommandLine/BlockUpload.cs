using System.Globalization;
using System.Net;
using System.Text;

namespace CreditFunctions.CommandLine;

/// <summary>Uploads a file to a link of Azure Blob Storage, block by block: a block that is lost is sent again, and nothing is there before the last.</summary>
/// <param name="storage">Sends without a key: the link is all it takes.</param>
/// <param name="clock">What pauses are taken by.</param>
internal sealed class BlockUpload(HttpClient storage, TimeProvider clock)
{
    /// <summary>8 MiB; of the 50,000 there may be.</summary>
    public const int BlockBytes = 8 * 1024 * 1024;

    private const int MaxTries = 6;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TryTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Sends all of it.</summary>
    /// <param name="content">The file.</param>
    /// <param name="url">The link.</param>
    /// <param name="show">Hears how many bytes are sent.</param>
    /// <param name="cancellationToken">Ends it; then nothing is there.</param>
    /// <exception cref="IOException">Storage refuses it, or does not answer.</exception>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    public async Task SendAsync(Stream content, string url, Func<long, Task> show, CancellationToken cancellationToken)
    {
        var block = new byte[BlockBytes];
        var list = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>");
        for (int number = 0, read; (read = await content.ReadAtLeastAsync(block, BlockBytes, throwOnEndOfStream: false, cancellationToken)) > 0; number++)
        {
            var id = Convert.ToBase64String(Encoding.ASCII.GetBytes(number.ToString("D6", CultureInfo.InvariantCulture)));
            await PutAsync($"{url}&comp=block&blockid={Uri.EscapeDataString(id)}", block.AsMemory(0, read), cancellationToken);
            list.Append("<Latest>").Append(id).Append("</Latest>");
            await show(content.Position);
        }

        await PutAsync(url + "&comp=blocklist", Encoding.ASCII.GetBytes(list.Append("</BlockList>").ToString()), cancellationToken);
    }

    private async Task PutAsync(string url, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        for (var tries = 1; !await TryPutAsync(url, content, isLast: tries == MaxTries, cancellationToken); tries++)
        {
            await Task.Delay(FirstPause * Math.Pow(2, tries - 1), clock, cancellationToken);
        }
    }

    /// <summary>Sends once; false: it was lost, and may be sent again.</summary>
    private async Task<bool> TryPutAsync(string url, ReadOnlyMemory<byte> content, bool isLast, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(TryTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var body = new ReadOnlyMemoryContent(content);
            using var answer = await storage.PutAsync(new Uri(url), body, either.Token);
            if (answer.IsSuccessStatusCode)
            {
                return true;
            }

            var isPassing = answer.StatusCode is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;
            return isPassing && !isLast ? false : throw new IOException($"Storage refuses the upload with status {(int)answer.StatusCode}.");
        }
        catch (HttpRequestException) when (!isLast)
        {
            return false;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return isLast ? throw new IOException("Storage does not answer.", exception) : false;
        }
    }
}

using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CreditFunctions.Api;
using CreditFunctions.Api.Imports;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Imports;

namespace CreditFunctions.CommandLine;

/// <summary>Sends a file to a running service and waits until it is imported.</summary>
/// <param name="http">The service, with a key.</param>
/// <param name="storage">Where a large file is uploaded to by a link of the service; without a key.</param>
/// <param name="output">Where the result goes.</param>
/// <param name="error">Where progress and errors go.</param>
/// <param name="isTerminal">Does somebody look at <paramref name="error"/>?</param>
/// <param name="clock">What pauses are taken by.</param>
internal sealed class ImportFile(HttpClient http, HttpClient storage, TextWriter output, TextWriter error, bool isTerminal, TimeProvider clock)
{
    /// <summary>A larger file is uploaded to storage, if the service says where: a Functions host in front of it holds all of what is sent in memory.</summary>
    public const int DirectBytes = 16 * 1024 * 1024;

    private const string Imports = "api/imports";
    private const int PieceBytes = 64 * 1024;
    private const int MaxShown = 10;
    private const int MaxLost = 60;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ImportProgress progress = new(error, isTerminal);

    /// <summary>Imports a file; returns the exit code: 0 all done, 2 done with rejected lines, 1 failed.</summary>
    /// <param name="file">The file.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="isAgain">Import it anew, though it was imported before?</param>
    /// <param name="cancellationToken">Ends the waiting, not the import.</param>
    public async Task<int> RunAsync(FileInfo file, ImportFormat format, bool isAgain, CancellationToken cancellationToken)
    {
        var run = await SendAsync(file, format, isAgain, cancellationToken);
        run = run is null ? null : await WaitAsync(run, cancellationToken);
        await progress.EndAsync();
        if (run is null)
        {
            return 1;
        }

        var counts = run.Counts;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Id} {run.State}: {run.Lines:N0} lines, {counts.Customers:N0} customers, {counts.Commands:N0} commands, {counts.Repeated:N0} repeated, {counts.Rejected:N0} rejected"));
        if (run.Rejected is not null)
        {
            await ShowRejectedAsync(run, cancellationToken);
        }

        if (run.State == "failed")
        {
            await error.WriteLineAsync(run.Error);
            return 1;
        }

        return run.Rejected is null ? 0 : 2;
    }

    private async Task<ImportAnswer?> SendAsync(FileInfo file, ImportFormat format, bool isAgain, CancellationToken cancellationToken)
    {
        await using var content = file.OpenRead();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Imports, UriKind.Relative));
        // The same file is the same import, however often the command is run: credit is not given twice because of a lost connection.
        var key = isAgain ? Guid.NewGuid().ToString("N") : Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        content.Position = 0;
        request.Headers.Add(IdempotencyHeader.Name, $"file:{key}");
        if (content.Length > DirectBytes)
        {
            using var asked = await http.PostAsync(new Uri(Imports + "/uploads", UriKind.Relative), null, cancellationToken);
            // Of another version, or on a storage without links, it takes the file itself.
            if (asked.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented))
            {
                if (await ReadAsync(asked, ApiJson.Readable.UploadAnswer, cancellationToken) is not { } upload)
                {
                    return null;
                }

                request.Content = await UploadAsync(content, format, isAgain ? null : key, upload, cancellationToken);
            }
        }

        if (request.Content is null)
        {
            request.Content = new Pieces(content, sent => ShowSentAsync(sent, content.Length));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(format == ImportFormat.Csv ? "text/csv" : "application/x-ndjson");
            request.Content.Headers.ContentLength = content.Length;
            // What the service refuses at once, it refuses before the file is sent.
            request.Headers.ExpectContinue = true;
        }

        using var response = await http.SendAsync(request, cancellationToken);
        return await ReadAsync(response, ApiJson.Readable.ImportAnswer, cancellationToken);
    }

    /// <summary>Uploads a file, and makes the body that names it; null: storage takes none from here, be it that its network is closed.</summary>
    private async Task<HttpContent?> UploadAsync(Stream content, ImportFormat format, string? sha256, UploadAnswer upload, CancellationToken cancellationToken)
    {
        try
        {
            await new BlockUpload(storage, clock).SendAsync(content, upload.Url, sent => ShowSentAsync(sent, content.Length), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            await progress.EndAsync();
            await error.WriteLineAsync($"{exception.Message} The file is sent to the service itself.");
            content.Position = 0;
            return null;
        }

        var body = new UploadedBody { Upload = upload.Upload, Format = SnakeCase.Name(format), Sha256 = sha256 };
        return new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Readable.UploadedBody)) { Headers = { ContentType = new("application/json") } };
    }

    private Task ShowSentAsync(long sent, long length) => progress.ShowAsync(
        "Sending", (int)((Int128)sent * 100 / Math.Max(1, length)), string.Create(CultureInfo.InvariantCulture, $"{sent / 1e6:N1} of {length / 1e6:N1} MB"));

    /// <summary>Looks until the import has ended. The service may be gone for a while: the import goes on from its checkpoint.</summary>
    private async Task<ImportAnswer?> WaitAsync(ImportAnswer run, CancellationToken cancellationToken)
    {
        for (var lost = 0; run.State == "open";)
        {
            await ShowAsync(run);
            try
            {
                await Task.Delay(LookEvery, clock, cancellationToken);
                using var response = await http.GetAsync(new Uri(ImportAnswer.UrlOf(run.Id).TrimStart('/'), UriKind.Relative), cancellationToken);
                if (response.StatusCode < HttpStatusCode.InternalServerError)
                {
                    if (await ReadAsync(response, ApiJson.Readable.ImportAnswer, cancellationToken) is not { } next)
                    {
                        return null;
                    }

                    (run, lost) = (next, 0);
                    continue;
                }
            }
            catch (HttpRequestException)
            {
                // It is looked for again.
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return await LeaveAsync(run, "Nobody waits any more.");
            }

            if (++lost == MaxLost)
            {
                return await LeaveAsync(run, "The service has not answered for a while.");
            }
        }

        await ShowAsync(run);
        return run;
    }

    private Task ShowAsync(ImportAnswer run) => progress.ShowAsync(
        "Importing", run.Progress, string.Create(CultureInfo.InvariantCulture, $"{run.Lines:N0} lines, {run.Counts.Rejected:N0} rejected"));

    private async Task<ImportAnswer?> LeaveAsync(ImportAnswer run, string why)
    {
        await progress.EndAsync();
        await error.WriteLineAsync($"{why} The import goes on: {new Uri(http.BaseAddress!, ImportAnswer.UrlOf(run.Id))}");
        return null;
    }

    private async Task<T?> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        try
        {
            if (response.IsSuccessStatusCode)
            {
                return JsonSerializer.Deserialize(body, type);
            }

            await progress.EndAsync();
            await error.WriteLineAsync(JsonSerializer.Deserialize(body, ApiJson.Readable.ProblemBody)?.Detail);
        }
        catch (JsonException)
        {
            await progress.EndAsync();
            var answered = $"{http.BaseAddress} answered with status {(int)response.StatusCode} and ";
            await error.WriteLineAsync((int)response.StatusCode switch
            {
                413 when body.Length == 0 => answered + "nothing else: the host in front of the service takes no body as large as this.",
                >= 500 when body.Length == 0 => answered + "nothing else: the host in front of the service failed. Without --again nothing is imported twice: it can be sent again.",
                _ => answered + "something else than an import. Is it the service's address?",
            });
        }

        return null;
    }

    private async Task ShowRejectedAsync(ImportAnswer run, CancellationToken cancellationToken)
    {
        await using var stream = await http.GetStreamAsync(new Uri(run.Rejected!.TrimStart('/'), UriKind.Relative), cancellationToken);
        using var reader = new StreamReader(stream);
        for (var shown = 0; shown <= MaxShown && await reader.ReadLineAsync(cancellationToken) is { } line; shown++)
        {
            await output.WriteLineAsync(line);
        }

        if (run.Counts.Rejected > MaxShown)
        {
            await output.WriteLineAsync($"All of them: {new Uri(http.BaseAddress!, run.Rejected)}");
        }
    }

    /// <summary>A stream that tells how much of it is sent.</summary>
    private sealed class Pieces(Stream content, Func<long, Task> show) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = new byte[PieceBytes];
            for (var read = await content.ReadAsync(piece); read > 0; read = await content.ReadAsync(piece))
            {
                await stream.WriteAsync(piece.AsMemory(0, read));
                await show(content.Position);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = content.Length;
            return true;
        }
    }
}

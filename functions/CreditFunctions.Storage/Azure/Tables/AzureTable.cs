using System.Buffers;
using System.Globalization;
using System.Text;
using Azure;
using Azure.Core;
using CreditFunctions.Storage.Azure.Http;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Azure.Tables;

/// <summary>A table of Azure Table Storage or Azurite.</summary>
internal sealed class AzureTable(AzureService service, string name) : ITable
{
    private const string Minimal = "application/json;odata=minimalmetadata";

    /// <summary>How long making a table may take; the service makes it at once or not at all.</summary>
    private static readonly TimeSpan CreateTimeout = TimeSpan.FromSeconds(30);

    private readonly string readingRow = $"Reading a row of table {name}";
    private readonly string readingRows = $"Reading rows of table {name}";

    /// <inheritdoc/>
    public async Task CreateIfMissingAsync(CancellationToken cancellationToken)
    {
        var what = $"Creating table {name}";
        using var message = Write(RequestMethod.Post, "/Tables", Encoding.UTF8.GetBytes($$"""{"TableName":"{{name}}"}"""), CreateTimeout);
        message.Request.Headers.SetValue("Prefer", "return-no-content");
        var response = await service.WriteAsync(message, what, CreateTimeout, cancellationToken);
        using var body = response.ContentStream;
        if (response.Status >= 300 && StorageError.From(response) is var error && error.Code != "TableAlreadyExists")
        {
            throw error.OnWrite(what);
        }
    }

    /// <inheritdoc/>
    public async Task<T?> GetAsync<T>(string partitionKey, string rowKey, RowReader<T> read, IReadOnlyList<string> columns, CancellationToken cancellationToken)
        where T : class
    {
        var what = readingRow;
        var select = columns.Count == 0 ? "" : "?" + Select(columns);
        using var message = Read(TableAddress.Row(name, partitionKey, rowKey) + select);
        var response = await service.ReadAsync(message, what, cancellationToken);
        using var body = response.ContentStream;
        if (response.Status == 200)
        {
            return RowPages.ReadOne(response.Content.ToMemory().Span, read);
        }

        var error = StorageError.From(response);
        return error is { Status: 404, Code: "ResourceNotFound" } ? null : throw error.OnRead(what);
    }

    /// <inheritdoc/>
    public async Task<RowPage<T>> QueryAsync<T>(RowQuery query, RowReader<T> read, string? continuation, CancellationToken cancellationToken)
    {
        var what = readingRows;
        var select = query.Select.Count == 0 ? "" : "&" + Select(query.Select);
        var top = query.PageSize.ToString(CultureInfo.InvariantCulture);
        using var message = Read($"/{name}()?$filter={TableAddress.Value(RangeFilter.From(query))}{select}&$top={top}{continuation}");
        var response = await service.ReadAsync(message, what, cancellationToken);
        using var body = response.ContentStream;
        return response.Status == 200
            ? new(RowPages.ReadAll(response.Content.ToMemory().Span, read), RowPages.Continuation(response))
            : throw StorageError.From(response).OnRead(what);
    }

    /// <inheritdoc/>
    public async Task<WriteResult> WriteAsync(string partitionKey, RowWrite write, TimeSpan timeout, CancellationToken cancellationToken)
    {
        TransactionLimits.CheckCondition(write);
        var what = $"{write.Action} of a row in table {name}";
        var row = new ArrayBufferWriter<byte>(write.Columns.Length + 256);
        RowRequest.WriteBody(row, partitionKey, write);
        using var message = Write(RequestMethod.Parse(RowRequest.Method(write)), RowRequest.Path(name, partitionKey, write), row.WrittenMemory, timeout);
        if (write.Action == RowAction.Insert)
        {
            message.Request.Headers.SetValue("Prefer", "return-no-content");
        }

        if (RowRequest.IfMatch(write) is { } etag)
        {
            message.Request.Headers.SetValue("If-Match", etag);
        }

        var response = await service.WriteAsync(message, what, timeout, cancellationToken);
        using var body = response.ContentStream;
        return response.Status < 300
            ? new(WriteOutcome.Done, ETag: write.Action == RowAction.Delete ? null : ETagOf(response))
            : Outcome(StorageError.From(response), 0, what);
    }

    /// <inheritdoc/>
    public async Task<WriteResult> CommitAsync(string partitionKey, IReadOnlyList<RowWrite> writes, TimeSpan timeout, CancellationToken cancellationToken)
    {
        TransactionLimits.Check(partitionKey, writes);
        var what = $"Committing {writes.Count} rows of table {name}";
        var request = new TransactionRequest(service.Address, name, partitionKey, writes);
        using var message = Write(RequestMethod.Post, "/$batch", request.Body, timeout);
        message.Request.Headers.SetValue("Content-Type", request.ContentType);
        var response = await service.WriteAsync(message, what, timeout, cancellationToken);
        using var body = response.ContentStream;
        if (response.Status != 202)
        {
            throw StorageError.From(response).OnWrite(what);
        }

        try
        {
            return TransactionResponse.Read(response.Content.ToMemory().Span, writes.Count) is { } failure
                ? Outcome(failure.Error, failure.Index, what)
                : new(WriteOutcome.Done);
        }
        catch (FormatException e)
        {
            throw new StorageException($"{what}: {e.Message}", mayHaveHappened: true, response.Status, innerException: e);
        }
    }

    private static WriteResult Outcome(StorageError error, int index, string what) => error switch
    {
        { Status: 409, Code: "EntityAlreadyExists" } => new(WriteOutcome.Exists, index),
        { Status: 412 } => new(WriteOutcome.Changed, index),
        { Status: 404, Code: "ResourceNotFound" } => new(WriteOutcome.Missing, index),
        _ => throw error.OnWrite(what),
    };

    private static string? ETagOf(Response response) => response.Headers.TryGetValue("ETag", out var etag) ? etag : null;

    private static string Select(IReadOnlyList<string> columns) => "$select=" + TableAddress.Value(string.Join(',', columns));

    private HttpMessage Read(string path)
    {
        var message = service.Read(RequestMethod.Get, path);
        SetVersion(message.Request);
        return message;
    }

    private HttpMessage Write(RequestMethod method, string path, ReadOnlyMemory<byte> body, TimeSpan timeout)
    {
        var message = service.Write(method, $"{path}?{AzureService.TimeoutQuery(timeout)}", body);
        SetVersion(message.Request);
        message.Request.Headers.SetValue("Content-Type", "application/json");
        return message;
    }

    private static void SetVersion(Request request)
    {
        request.Headers.SetValue("Accept", Minimal);
        request.Headers.SetValue("DataServiceVersion", "3.0");
        request.Headers.SetValue("MaxDataServiceVersion", "3.0;NetFx");
    }
}

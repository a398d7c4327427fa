using CreditFunctions.Reports;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Snapshots;
using Microsoft.AspNetCore.Connections;

namespace CreditFunctions.Http;

/// <summary>Turns whatever a request ended in without an answer into a <see cref="Problem"/>: nobody meets an empty body or a stack trace.</summary>
internal static partial class ErrorHandling
{
    private const int RetryAfterSeconds = 2;

    public static void UseProblems(this WebApplication app)
    {
        app.Use(async (http, next) =>
        {
            Problem? problem;
            try
            {
                await next(http);
                problem = http.Response is { HasStarted: false, ContentType: null, ContentLength: null } ? OfStatus(http) : null;
            }
            catch (Exception exception) when (exception is ConnectionResetException || (exception is OperationCanceledException && http.RequestAborted.IsCancellationRequested))
            {
                // Nobody is there any more to be told.
                return;
            }
            catch (Exception exception) when (!http.Response.HasStarted)
            {
                problem = Of(exception, app.Logger);
                http.Response.Clear();
            }
            catch (Exception exception)
            {
                // Whoever reads half an answer must not take it for a whole one.
                _ = Of(exception, app.Logger);
                http.Abort();
                return;
            }

            if (problem is not null)
            {
                await problem.ExecuteAsync(http);
            }
        });
    }

    private static Problem? OfStatus(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => new(404, "not_found", $"There is nothing at {http.Request.Method} {http.Request.Path}; /openapi.json lists what there is."),
        StatusCodes.Status405MethodNotAllowed => new(405, "method_not_allowed", $"{http.Request.Method} is not allowed here; allowed is {http.Response.Headers.Allow}.")
        {
            Fields = [new("method", $"Allowed is {http.Response.Headers.Allow}.")],
        },
        StatusCodes.Status415UnsupportedMediaType => JsonBody.NotJson(http.Request),
        >= 400 and var status => new(status, "error", $"The request was answered with status {status}."),
        _ => null,
    };

    private static Problem Of(Exception exception, ILogger logger)
    {
        switch (exception)
        {
            case StorageException storage:
                LogStorageFailed(logger, storage.Status, storage.Code, storage);
                return new(StatusCodes.Status503ServiceUnavailable, "storage_unavailable", "Storage cannot be reached right now. Nothing is known to have changed.")
                {
                    RetryAfter = RetryAfterSeconds,
                };
            case BalanceTooLargeException tooLarge:
                return new(StatusCodes.Status409Conflict, "balance_too_large", tooLarge.Message);
            case SnapshotException { IsUnsupported: true } other:
                return new(StatusCodes.Status410Gone, "snapshot_unsupported", $"The snapshot is of another version of this program. {other.Message}");
            case SnapshotException snapshot:
                LogSnapshotDamaged(logger, snapshot.File, snapshot);
                return new(StatusCodes.Status503ServiceUnavailable, "snapshot_damaged", $"A file of the snapshot cannot be used: {snapshot.Message}") { RetryAfter = RetryAfterSeconds };
            case ReportBusyException busy:
                LogBusy(logger, busy.Message);
                return new(StatusCodes.Status503ServiceUnavailable, "busy", $"The rows could not be gone through just now. {busy.Message}") { RetryAfter = RetryAfterSeconds };
            case SpillException { IsDamage: true } spill:
                LogRunDamaged(logger, spill);
                return new(StatusCodes.Status503ServiceUnavailable, "sort_failed", $"The rows could not be sorted just now. {spill.Message}") { RetryAfter = RetryAfterSeconds };
            case SpillException spill:
                LogNoRoom(logger, spill);
                return new(StatusCodes.Status503ServiceUnavailable, "no_room", $"The rows could not be sorted just now. {spill.Message}") { RetryAfter = RetryAfterSeconds };
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return JsonBody.TooLarge();
            case BadHttpRequestException bad:
                return new(bad.StatusCode, "bad_request", "The request is not valid HTTP.");
            default:
                LogUnexpected(logger, exception);
                return new(StatusCodes.Status500InternalServerError, "internal_error", "The service made a mistake; it is logged.");
        }
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Error, Message = "Storage failed with status {Status}, code {Code}.")]
    private static partial void LogStorageFailed(ILogger logger, int? status, string? code, Exception exception);

    [LoggerMessage(EventId = 1004, Level = LogLevel.Error, Message = "Snapshot file {File} cannot be used.")]
    private static partial void LogSnapshotDamaged(ILogger logger, string file, Exception exception);

    [LoggerMessage(EventId = 1005, Level = LogLevel.Error, Message = "There was no room to sort the rows of a query.")]
    private static partial void LogNoRoom(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 1006, Level = LogLevel.Warning, Message = "A query had to be refused. {Why}")]
    private static partial void LogBusy(ILogger logger, string why);

    [LoggerMessage(EventId = 1007, Level = LogLevel.Error, Message = "A sorted run of a query is not what was written.")]
    private static partial void LogRunDamaged(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 1002, Level = LogLevel.Error, Message = "A request ended in an unexpected exception.")]
    private static partial void LogUnexpected(ILogger logger, Exception exception);
}

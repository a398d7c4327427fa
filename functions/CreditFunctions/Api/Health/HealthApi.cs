using CreditFunctions.Hosting;
using CreditFunctions.Http;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Clock;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Api.Health;

/// <summary>How the service is: <c>ok</c>; <c>degraded</c> where it answers requests and a timer function has not done its work; <c>unavailable</c>; and what is wrong.</summary>
internal sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, string> Checks);

/// <summary>Liveness (the process answers) and readiness (it can do its work).</summary>
internal sealed class HealthApi(DirectoryStore directory, FunctionHealth functions, StorageSetUp setUp, StorageClock clock)
{
    private const string Ok = "ok";
    private const string BeingSetUp = "is being set up";

    /// <summary>GET live.</summary>
    public static Task<IResult> LiveAsync() => Task.FromResult<IResult>(Answer(new Dictionary<string, string>(StringComparer.Ordinal)));

    /// <summary>GET ready: 200, though it be degraded, or 503 with what is wrong.</summary>
    public async Task<IResult> ReadyAsync(HttpContext http)
    {
        var checks = new Dictionary<string, string>(StringComparer.Ordinal);
        IReadOnlyDictionary<string, string> runs = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            await directory.BusinessAsync("-", http.RequestAborted);
            runs = await functions.ChecksAsync(http.RequestAborted);
            checks["storage"] = setUp.IsDone ? Ok : BeingSetUp;
        }
        catch (StorageException)
        {
            checks["storage"] = setUp.FirstTry.IsCompleted ? "unreachable" : BeingSetUp;
        }

        checks["clock"] = clock.IsTrusted ? Ok : $"off by {clock.Skew}; writes are refused";
        foreach (var (function, check) in runs)
        {
            checks[function] = check;
        }

        return Answer(checks);
    }

    private static JsonAnswer<HealthAnswer> Answer(Dictionary<string, string> checks)
    {
        var wrong = checks.Values.Where(static check => check != Ok).ToList();
        var isAvailable = wrong.All(static check => check.StartsWith(FunctionHealth.Degraded, StringComparison.Ordinal));
        return new(
            new(wrong.Count == 0 ? Ok : isAvailable ? "degraded" : "unavailable", checks), ApiJson.Readable.HealthAnswer,
            isAvailable ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

using CreditFunctions.Http;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Clock;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Api.Health;

/// <summary>How the service is: <c>ok</c> or what is wrong.</summary>
internal sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, string> Checks);

/// <summary>Liveness (the process answers) and readiness (it can do its work).</summary>
internal sealed class HealthApi(DirectoryStore directory, StorageClock clock)
{
    /// <summary>GET live.</summary>
    public static Task<IResult> LiveAsync() => Task.FromResult<IResult>(Answer(new Dictionary<string, string>(StringComparer.Ordinal)));

    /// <summary>GET ready: 200, or 503 with what is wrong.</summary>
    public async Task<IResult> ReadyAsync(HttpContext http)
    {
        var checks = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            await directory.BusinessAsync("-", http.RequestAborted);
            checks["storage"] = "ok";
        }
        catch (StorageException)
        {
            checks["storage"] = "unreachable";
        }

        checks["clock"] = clock.IsTrusted ? "ok" : $"off by {clock.Skew}; writes are refused";
        return Answer(checks);
    }

    private static JsonAnswer<HealthAnswer> Answer(Dictionary<string, string> checks)
    {
        var isWell = checks.Values.All(check => check == "ok");
        return new(new(isWell ? "ok" : "unavailable", checks), ApiJson.Readable.HealthAnswer, isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

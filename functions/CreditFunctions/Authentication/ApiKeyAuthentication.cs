using CreditFunctions.Dialects;
using CreditFunctions.Hosting;
using CreditFunctions.Http;
using CreditFunctions.Storage.Directory;
using Microsoft.Net.Http.Headers;

namespace CreditFunctions.Authentication;

/// <summary>Lets a request through to a function only with a key that is good and has its scope, and only so often as its dialect allows.</summary>
internal static class ApiKeyAuthentication
{
    public static void UseApiKeys(this WebApplication app)
    {
        var (directory, tokens, rates) =
            (app.Services.GetRequiredService<CachedDirectory>(), app.Services.GetRequiredService<AccessTokens>(), app.Services.GetRequiredService<RequestRates>());
        var setUp = app.Services.GetRequiredService<StorageSetUp>();
        app.Use(async (http, next) =>
        {
            var scope = http.GetEndpoint()?.Metadata.GetMetadata<HttpFunction>()?.Scope ?? Scopes.None;
            if ((scope != Scopes.None || http.Dialect() is not null) && !setUp.FirstTry.IsCompleted)
            {
                // A first request must not find tables missing that are being made.
                await setUp.WaitAsync(http.RequestAborted);
            }

            if (scope != Scopes.None && await RefuseAsync(http, directory, tokens, rates, scope) is { } problem)
            {
                await problem.ExecuteAsync(http);
                return;
            }

            await next(http);
        });
    }

    private static async Task<Problem?> RefuseAsync(HttpContext http, CachedDirectory directory, AccessTokens tokens, RequestRates rates, Scopes scope)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return Unauthorized(http, "authentication_missing", "Authorization is missing; send 'Authorization: Bearer <API key>'.");
        }

        if (Credential.Read(header) is not { } secret || (secret.Length > ApiKey.MaxLength && !AccessTokens.HasForm(secret)))
        {
            return Unauthorized(http, "authentication_malformed", $"Authorization must be 'Bearer <API key>', with a key of at most {ApiKey.MaxLength} characters.");
        }

        var token = AccessTokens.HasForm(secret) ? await tokens.ReadAsync(secret, http.RequestAborted) : null;
        var hash = token?.KeyHash ?? ApiKey.HashOf(secret);
        if (await directory.KeyAsync(hash, http.RequestAborted) is not { RevokedAt: null } key || !key.Matches(hash)
            || await directory.BusinessAsync(key.Business, http.RequestAborted) is not { } business)
        {
            return Unauthorized(http, "authentication_failed", "The API key or access token is unknown, expired or revoked.");
        }

        if (Throttle(http, rates, business.Id) is { } tooMany)
        {
            return tooMany;
        }

        var scopes = key.Scopes & (token?.Scopes ?? Scopes.All);
        if (!scopes.HasFlag(scope))
        {
            return new(StatusCodes.Status403Forbidden, "insufficient_scope", $"The API key lacks the scope {ScopeNames.Format(scope)}; it has {ScopeNames.Format(scopes)}.")
            {
                Fields = [new(HeaderNames.Authorization, $"The scope {ScopeNames.Format(scope)} is needed.")],
            };
        }

        http.Features.Set(new Caller(business, scopes));
        return null;
    }

    /// <summary>Counts what comes with a good key, whatever becomes of it.</summary>
    private static Problem? Throttle(HttpContext http, RequestRates rates, string business)
    {
        if (http.Dialect() is not { } dialect)
        {
            return null;
        }

        var problem = rates.Take(dialect, business, out var rate);
        if (rate is not null)
        {
            dialect.ShowRate?.Invoke(http, rate);
        }

        return problem;
    }

    private static Problem Unauthorized(HttpContext http, string code, string detail)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return new(StatusCodes.Status401Unauthorized, code, detail) { Fields = [new(HeaderNames.Authorization, detail)] };
    }
}

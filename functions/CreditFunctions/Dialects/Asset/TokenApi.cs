using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Asset;

/// <summary>Exchanges a business's id and key for an access token (RFC 6749, section 4.4, and the password form of section 4.3).</summary>
internal sealed class TokenApi(CachedDirectory directory, AccessTokens tokens, TimeProvider clock)
{
    /// <summary>POST the form: 200 with the token. Nothing but the key's own length keeps it from being guessed, and whatever is wrong with a pair takes the same work.</summary>
    public async Task<IResult> CreateAsync(HttpContext http)
    {
        var (request, problem) = await TokenRequest.ReadAsync(http.Request, http.RequestAborted);
        if (request is null)
        {
            return problem!;
        }

        var hash = ApiKey.HashOf(request.Secret);
        var key = await directory.KeyAsync(hash, http.RequestAborted);
        var business = Id.IsValid(request.Client) ? await directory.BusinessAsync(request.Client, http.RequestAborted) : null;
        if (key is not { RevokedAt: null } || !key.Matches(hash) || business is null || key.Business != business.Id)
        {
            return new Problem(StatusCodes.Status401Unauthorized, "invalid_client", "Incorrect client_id or client_secret");
        }

        if (request.Business is { } named && await BusinessPath.CheckAsync(named, business, "body." + TokenRequest.BusinessField, directory, http.RequestAborted) is { } notItsOwn)
        {
            return notItsOwn;
        }

        if (request.Scopes.FirstOrDefault(scope => !key.Scopes.HasFlag(scope.Scope)).Name is { } lacking)
        {
            return AssetErrors.Forbidden($"Insufficient scope: {lacking}");
        }

        var scopes = request.Scopes.Count == 0 ? key.Scopes : request.Scopes.Aggregate(Scopes.None, static (all, scope) => all | scope.Scope);
        var expiresAt = clock.GetUtcNow().ToUnixTimeSeconds() + request.Seconds;
        var audiences = request.Resources.Count == 0 ? [$"{http.Request.Scheme}://{http.Request.Host}"] : request.Resources;
        var token = await tokens.CreateAsync(key, scopes, audiences, DateTimeOffset.FromUnixTimeSeconds(expiresAt), http.RequestAborted);
        // RFC 6749, section 5.1.
        http.Response.Headers.CacheControl = "no-store";
        return new WrittenJson(json =>
        {
            json.WriteStartObject();
            json.WriteString("access_token"u8, token);
            json.WriteNumber("expires_in"u8, expiresAt);
            json.WriteString("token_type"u8, "Bearer"u8);
            json.WriteEndObject();
        });
    }
}

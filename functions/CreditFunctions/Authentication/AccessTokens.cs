using System.Globalization;
using CreditFunctions.Storage.Directory;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CreditFunctions.Authentication;

/// <summary>What a good access token says.</summary>
/// <param name="KeyHash">The key it was made from: a revoked key's tokens are dead.</param>
/// <param name="Business">The key's business.</param>
/// <param name="Scopes">What it may do at most; its key must still allow it.</param>
internal sealed record AccessToken(string KeyHash, string Business, Scopes Scopes);

/// <summary>
/// Makes access tokens from keys and reads them: JSON Web Tokens (RFC 7519), signed with HS256 and the deployment's own secret. They are good wherever a key is, until
/// they expire or their key is revoked.
/// </summary>
internal sealed class AccessTokens(DirectoryStore directory, TimeProvider clock)
{
    private const string Issuer = "creditfunctions";
    private const string BusinessClaim = "business";
    private const string ScopeClaim = "scope";

    private readonly JsonWebTokenHandler handler = new() { SetDefaultTimesOnTokenCreation = false, MapInboundClaims = false };
    private volatile SymmetricSecurityKey? secret;

    /// <summary>May that be an access token? No key has two points.</summary>
    public static bool HasForm(string text) => text.StartsWith("eyJ", StringComparison.Ordinal) && text.AsSpan().Count('.') == 2;

    /// <summary>Makes a token.</summary>
    /// <param name="key">The key it stands for.</param>
    /// <param name="scopes">What it may do at most.</param>
    /// <param name="audiences">For which services it is meant.</param>
    /// <param name="expiresAt">Until just before when it is good; whole seconds.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public async Task<string> CreateAsync(ApiKey key, Scopes scopes, IReadOnlyList<string> audiences, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            IssuedAt = clock.GetUtcNow().UtcDateTime,
            Expires = expiresAt.UtcDateTime,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                [JwtRegisteredClaimNames.Sub] = key.Hash,
                [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture),
                [BusinessClaim] = key.Business,
                [ScopeClaim] = ScopeNames.Format(scopes),
            },
            SigningCredentials = new(await SecretAsync(cancellationToken), SecurityAlgorithms.HmacSha256),
        };
        if (audiences is [var only])
        {
            descriptor.Audience = only;
        }
        else
        {
            audiences.ToList().ForEach(descriptor.Audiences.Add);
        }

        return handler.CreateToken(descriptor);
    }

    /// <summary>What a token says; null: it is not one of ours, or has expired.</summary>
    public async Task<AccessToken?> ReadAsync(string token, CancellationToken cancellationToken)
    {
        var rules = new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidIssuer = Issuer,
            IssuerSigningKey = await SecretAsync(cancellationToken),
            // One deployment is known by several names, such as a gateway's and its own, and holds one secret: whatever it signed is meant for it. Audiences are for others
            // that are shown the token.
            ValidateAudience = false,
            LifetimeValidator = (_, expires, _, _) => expires is { } at && clock.GetUtcNow().UtcDateTime < at,
        };
        var result = await handler.ValidateTokenAsync(token, rules);
        return result.IsValid && result.SecurityToken is JsonWebToken read
            && read.TryGetPayloadValue<string>(BusinessClaim, out var business) && read.TryGetPayloadValue<string>(ScopeClaim, out var scope) && ScopeNames.TryParse(scope, out var scopes)
            ? new(read.Subject, business, scopes)
            : null;
    }

    private async ValueTask<SymmetricSecurityKey> SecretAsync(CancellationToken cancellationToken) =>
        secret ??= new SymmetricSecurityKey(await directory.SigningSecretAsync(cancellationToken));
}

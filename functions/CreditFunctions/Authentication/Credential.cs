using System.Buffers.Text;
using System.Text;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Authentication;

/// <summary>The forms in which a request may name its key: <c>Bearer K</c>, <c>Token K</c>, and <c>Basic</c> with K as the user's name and no password (RFC 7617).</summary>
internal static class Credential
{
    /// <summary>The longest header that is looked at: an access token has some hundred characters.</summary>
    public const int MaxLength = 4096;

    /// <summary>The key or token of an <c>Authorization</c> header; null: it has none of the forms.</summary>
    public static string? Read(string header)
    {
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        if (header.Length > MaxLength || space < 0)
        {
            return null;
        }

        var rest = header[space..].Trim();
        var secret = header[..space].ToUpperInvariant() switch
        {
            "BEARER" or "TOKEN" => rest,
            "BASIC" => UserOf(rest),
            _ => null,
        };
        return secret is { Length: > 0 } ? secret : null;
    }

    private static string? UserOf(string base64)
    {
        Span<byte> bytes = stackalloc byte[ApiKey.MaxLength + 1];
        return Base64.IsValid(base64) && Convert.TryFromBase64String(base64, bytes, out var written) && bytes[..written].IndexOf((byte)':') is >= 0 and var colon && colon == written - 1
            ? Encoding.UTF8.GetString(bytes[..colon])
            : null;
    }
}

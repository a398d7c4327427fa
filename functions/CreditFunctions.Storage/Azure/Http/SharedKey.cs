using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace CreditFunctions.Storage.Azure.Http;

/// <summary>The account's key, and how requests are signed with it.</summary>
internal sealed class SharedKey(string account, byte[] key)
{
    private readonly string prefix = $"SharedKey {account}:";

    /// <summary>The account's name, as signatures cover it.</summary>
    public string Account => account;

    /// <summary>The <c>Authorization</c> header for a request with that string to sign.</summary>
    public string Authorization(string stringToSign) => string.Concat(prefix, Sign(stringToSign));

    /// <summary>The signature of that string, base64.</summary>
    public string Sign(string stringToSign)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(stringToSign.Length));
        try
        {
            Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
            HMACSHA256.HashData(key, bytes.AsSpan(0, Encoding.UTF8.GetBytes(stringToSign, bytes)), signature);
            return Convert.ToBase64String(signature);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}

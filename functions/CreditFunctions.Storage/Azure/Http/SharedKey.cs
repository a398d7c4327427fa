using System.Security.Cryptography;
using System.Text;

namespace CreditFunctions.Storage.Azure.Http;

/// <summary>The account's key, and how requests are signed with it.</summary>
internal sealed class SharedKey(string account, byte[] key)
{
    /// <summary>The account's name, as signatures cover it.</summary>
    public string Account => account;

    /// <summary>The <c>Authorization</c> header for a request with that string to sign.</summary>
    public string Authorization(string stringToSign) =>
        $"SharedKey {account}:{Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(stringToSign)))}";
}

using Azure.Core;
using CreditFunctions.Storage.Azure.Http;

namespace CreditFunctions.Storage.Azure;

/// <summary>Where an account's services are and what proves that they may be used: a key, or an identity.</summary>
public sealed class StorageConnection
{
    private StorageConnection(Uri tables, Uri blobs, Uri queues, SharedKey? key, TokenCredential? credential) =>
        (Tables, Blobs, Queues, Key, Credential) = (tables, blobs, queues, key, credential);

    /// <summary>The Table service.</summary>
    public Uri Tables { get; }

    /// <summary>The Blob service.</summary>
    public Uri Blobs { get; }

    /// <summary>The Queue service.</summary>
    public Uri Queues { get; }

    internal SharedKey? Key { get; }

    internal TokenCredential? Credential { get; }

    /// <summary>
    /// Reads a connection string: <c>UseDevelopmentStorage=true</c>, or <c>AccountName</c> and <c>AccountKey</c> with either
    /// <c>EndpointSuffix</c> and <c>DefaultEndpointsProtocol</c> (<c>core.windows.net</c> and <c>https</c> by default) or explicit
    /// <c>TableEndpoint</c>, <c>BlobEndpoint</c> and <c>QueueEndpoint</c>.
    /// </summary>
    /// <exception cref="FormatException">It names all that is missing, unknown or malformed, and repeats no value.</exception>
    public static StorageConnection Parse(string connectionString)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        var text = ConnectionString.Parse(connectionString);
        return new(text.Tables, text.Blobs, text.Queues, new SharedKey(text.AccountName, text.AccountKey), credential: null);
    }

    /// <summary>An account of the public cloud by its name (3 to 24 small letters and digits), used with an identity.</summary>
    /// <exception cref="ArgumentException">That is no name of an account.</exception>
    public static StorageConnection FromIdentity(string accountName, TokenCredential credential)
    {
        ArgumentNullException.ThrowIfNull(accountName);
        return accountName.Length is >= 3 and <= 24 && accountName.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
            ? FromIdentity(
                new Uri($"https://{accountName}.table.{ConnectionString.PublicCloud}"),
                new Uri($"https://{accountName}.blob.{ConnectionString.PublicCloud}"),
                new Uri($"https://{accountName}.queue.{ConnectionString.PublicCloud}"),
                credential)
            : throw new ArgumentException($"'{accountName}' is no storage account's name: 3 to 24 small letters and digits.", nameof(accountName));
    }

    /// <summary>Services by their addresses, used with an identity.</summary>
    /// <exception cref="ArgumentException">An address is not https: tokens are never sent in the clear.</exception>
    public static StorageConnection FromIdentity(Uri tables, Uri blobs, Uri queues, TokenCredential credential)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(blobs);
        ArgumentNullException.ThrowIfNull(queues);
        ArgumentNullException.ThrowIfNull(credential);
        CheckSecure(tables, nameof(tables));
        CheckSecure(blobs, nameof(blobs));
        CheckSecure(queues, nameof(queues));
        return new(tables, blobs, queues, key: null, credential);
    }

    private static void CheckSecure(Uri address, string parameter)
    {
        if (!address.IsAbsoluteUri || address.Scheme != Uri.UriSchemeHttps)
        {
            throw new ArgumentException($"'{address}' is no https address: an identity's tokens are never sent in the clear.", parameter);
        }
    }
}

using Azure.Identity;
using CreditFunctions.Storage.Azure;

namespace CreditFunctions.Settings;

/// <summary>Where storage is: <c>CreditStorage</c> as a connection string, or with an identity <c>CreditStorage__accountName</c> or the per-service URIs.</summary>
internal static class StorageSettings
{
    /// <summary>Name of the setting, and the prefix of the others.</summary>
    public const string Name = "CreditStorage";

    /// <summary>Reads the connection.</summary>
    /// <exception cref="SettingsException">It is missing, or not allowed.</exception>
    public static StorageConnection Read(IConfiguration configuration)
    {
        var (connection, account) = (configuration[Name], configuration[$"{Name}:accountName"]);
        var (tables, blobs, queues) = (configuration[$"{Name}:tableServiceUri"], configuration[$"{Name}:blobServiceUri"], configuration[$"{Name}:queueServiceUri"]);
        try
        {
            return (connection, account, tables, blobs, queues) switch
            {
                ({ Length: > 0 }, null, null, null, null) => StorageConnection.Parse(connection),
                (null or "", { Length: > 0 }, null, null, null) => StorageConnection.FromIdentity(account, new DefaultAzureCredential()),
                (null or "", null, { Length: > 0 }, { Length: > 0 }, { Length: > 0 }) =>
                    StorageConnection.FromIdentity(new Uri(tables), new Uri(blobs), new Uri(queues), new DefaultAzureCredential()),
                _ => throw new SettingsException([
                    $"{Name} must be set in one of three ways: {Name} to a connection string (UseDevelopmentStorage=true for a local Azurite), "
                    + $"or {Name}__accountName, or all of {Name}__tableServiceUri, {Name}__blobServiceUri and {Name}__queueServiceUri."]),
            };
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw new SettingsException([$"{Name}: {exception.Message}"]);
        }
    }
}

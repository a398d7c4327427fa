namespace CreditFunctions.Storage.Azure;

/// <summary>What a storage account's connection string says.</summary>
internal sealed record ConnectionString(string AccountName, byte[] AccountKey, Uri Tables, Uri Blobs, Uri Queues)
{
    /// <summary>The endpoint suffix of the public cloud.</summary>
    public const string PublicCloud = "core.windows.net";

    // The emulator's account and key are the same everywhere and documented; they protect nothing.
    private const string Development =
        "AccountName=devstoreaccount1;"
        + "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
        + "BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;"
        + "QueueEndpoint=http://127.0.0.1:10001/devstoreaccount1;"
        + "TableEndpoint=http://127.0.0.1:10002/devstoreaccount1";

    // Files and second regions may stand in a string copied from the portal; nothing here uses them.
    private static readonly string[] Known =
    [
        "UseDevelopmentStorage", "DefaultEndpointsProtocol", "AccountName", "AccountKey", "EndpointSuffix", "BlobEndpoint", "TableEndpoint",
        "QueueEndpoint", "FileEndpoint", "BlobSecondaryEndpoint", "TableSecondaryEndpoint", "QueueSecondaryEndpoint", "FileSecondaryEndpoint",
    ];

    /// <inheritdoc cref="StorageConnection.Parse"/>
    public static ConnectionString Parse(string text)
    {
        var errors = new List<string>();
        var settings = Split(text, errors);
        if (settings.TryGetValue("UseDevelopmentStorage", out var development))
        {
            if (!bool.TryParse(development, out var use) || !use)
            {
                errors.Add("UseDevelopmentStorage is either true or left out");
            }
            else if (settings.Count > 1)
            {
                errors.Add("UseDevelopmentStorage stands alone");
            }

            settings = Split(Development, errors);
        }

        var name = Required(settings, "AccountName", errors);
        var key = Key(Required(settings, "AccountKey", errors), errors);
        var tables = Endpoint(settings, "table", "TableEndpoint", name, errors);
        var blobs = Endpoint(settings, "blob", "BlobEndpoint", name, errors);
        var queues = Endpoint(settings, "queue", "QueueEndpoint", name, errors);
        return errors.Count == 0
            ? new(name, key, tables, blobs, queues)
            : throw new FormatException($"The storage connection string is not usable: {string.Join("; ", errors)}.");
    }

    private static Dictionary<string, string> Split(string text, List<string> errors)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            var name = at < 0 ? "" : part[..at].Trim();
            if (name.Length == 0)
            {
                // The part itself is not repeated: it may be a piece of a key.
                errors.Add("a part of it is not name=value");
            }
            else if (!Known.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                errors.Add(name.Equals("SharedAccessSignature", StringComparison.OrdinalIgnoreCase)
                    ? "SharedAccessSignature is not supported, use AccountKey or an identity"
                    : $"{name} is unknown");
            }
            else if (!settings.TryAdd(name, part[(at + 1)..].Trim()))
            {
                errors.Add($"{name} is given twice");
            }
        }

        return settings;
    }

    private static string Required(Dictionary<string, string> settings, string name, List<string> errors)
    {
        if (settings.TryGetValue(name, out var value) && value.Length > 0)
        {
            return value;
        }

        errors.Add($"{name} is missing");
        return "";
    }

    private static byte[] Key(string text, List<string> errors)
    {
        var key = new byte[text.Length];
        if (Convert.TryFromBase64String(text, key, out var length))
        {
            return key[..length];
        }

        errors.Add("AccountKey is not base64");
        return [];
    }

    private static Uri Endpoint(Dictionary<string, string> settings, string service, string setting, string account, List<string> errors)
    {
        var given = settings.TryGetValue(setting, out var endpoint);
        var protocol = settings.GetValueOrDefault("DefaultEndpointsProtocol", Uri.UriSchemeHttps);
        var address = given ? endpoint : $"{protocol}://{account}.{service}.{settings.GetValueOrDefault("EndpointSuffix", PublicCloud)}";
        if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length == 0)
        {
            return uri;
        }

        if (given)
        {
            errors.Add($"{setting} is no http or https address");
        }
        else if (account.Length > 0)
        {
            errors.Add("DefaultEndpointsProtocol, AccountName and EndpointSuffix make no address");
        }

        return new Uri("http://missing");
    }
}

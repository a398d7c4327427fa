using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace CreditFunctions.Ledger;

/// <summary>What another system of the business calls a customer. Within the business no two customers have the same.</summary>
/// <param name="System">The other system; keeps <see cref="SystemRule"/>.</param>
/// <param name="Value">The customer's id there; keeps <see cref="ValueRule"/>.</param>
public readonly record struct ExternalId(string System, string Value)
{
    /// <summary>The most external ids of one customer.</summary>
    public const int MaxPerCustomer = 10;

    /// <summary>The most characters of a system's name.</summary>
    public const int MaxSystemLength = 40;

    /// <summary>The most characters of a customer's id there.</summary>
    public const int MaxValueLength = 255;

    /// <summary>The rule for systems in words: that of an id, without the colon that parts system and id.</summary>
    public const string SystemRule = "1 to 40 of the characters A-Z a-z 0-9 _ . -";

    /// <summary>The rule for ids in words.</summary>
    public const string ValueRule = "1 to 255 characters, none of them a control character";

    private static readonly SearchValues<char> AllowedInSystem = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    /// <summary>SHA-256 of the text, in hexadecimal: by what it is found. Part of the data format.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToString())));

    /// <summary>All pairs of an object.</summary>
    public static IEnumerable<ExternalId> Of(IReadOnlyDictionary<string, string> ids) => ids.Select(pair => new ExternalId(pair.Key, pair.Value));

    /// <summary>Reads <c>system:id</c>; the id may hold colons too.</summary>
    public static bool TryParse(string text, out ExternalId id)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        id = colon < 0 ? default : new(text[..colon], text[(colon + 1)..]);
        return colon >= 0 && IsSystem(id.System) && IsValue(id.Value);
    }

    /// <summary>The first rule that external ids break; null: they break none.</summary>
    public static Refusal? Broken(IReadOnlyDictionary<string, string>? ids)
    {
        if (ids?.Count > MaxPerCustomer)
        {
            return new(RefusalCodes.InvalidField, $"external_ids has {ids.Count} pairs; at most {MaxPerCustomer} are allowed.", "external_ids");
        }

        foreach (var (system, value) in ids ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (!IsSystem(system))
            {
                return new(RefusalCodes.InvalidField, $"external_ids has a system whose name is not {SystemRule}.", "external_ids");
            }

            if (!IsValue(value))
            {
                return new(RefusalCodes.InvalidField, $"external_ids.{system} is not {ValueRule}.", $"external_ids.{system}");
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{System}:{Value}";

    private static bool IsSystem(string text) => text.Length is > 0 and <= MaxSystemLength && !text.AsSpan().ContainsAnyExcept(AllowedInSystem);

    private static bool IsValue(string text) => text.Length is > 0 and <= MaxValueLength && !text.Any(char.IsControl);
}

using System.Globalization;
using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Audits;

/// <summary>What the key of a row that belongs to an account says.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Path">Customer, entitlement and unit as they stand in keys; rows of every kind are in its order.</param>
/// <param name="Last">The number at the key's end as it stands there; 0 if that kind of row has none.</param>
internal readonly record struct RowName(string Customer, string Path, long Last)
{
    private const int Digits = 19;

    /// <summary>Reads the key of a row; null: no row of that kind has such a key.</summary>
    /// <param name="key">The row key.</param>
    /// <param name="ids">How many ids follow the kind: 1 for a customer, 3 for an account and for what belongs to it.</param>
    /// <param name="hasNumber">Does a number of 19 digits follow them?</param>
    public static RowName? Of(string key, int ids, bool hasNumber)
    {
        var parts = key.Split('!');
        var last = 0L;
        return parts.Length == 1 + ids + (hasNumber ? 1 : 0) && parts.Skip(1).Take(ids).All(static id => Id.IsValid(id))
            && (!hasNumber || (parts[^1].Length == Digits && long.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out last)))
            ? new(parts[1], string.Join('!', parts.Skip(1).Take(ids)), last)
            : null;
    }

    /// <summary>The account of a path.</summary>
    public static AccountKey Account(string business, string path)
    {
        var parts = path.Split('!');
        return new(business, parts[0], parts[1], parts[2]);
    }
}

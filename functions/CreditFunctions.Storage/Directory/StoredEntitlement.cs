using System.Text;
using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Directory;

/// <summary>An entitlement, and what a vendor's API keeps with it.</summary>
/// <param name="Entitlement">What the ledger goes by.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="DeletedAt">When a vendor's API deleted it: it is hidden there, and its accounts go on; null: it is not.</param>
/// <param name="VendorTerms">A vendor's own terms, JSON of up to <see cref="MaxVendorTermsBytes"/> in UTF-8, which nobody but that vendor's API reads; null: none.</param>
public sealed record StoredEntitlement(Entitlement Entitlement, Instant CreatedAt, Instant UpdatedAt, Instant? DeletedAt = null, string? VendorTerms = null)
{
    /// <summary>The most bytes of vendor's terms.</summary>
    public const int MaxVendorTermsBytes = 16 * 1024;

    /// <summary>Refuses what must never come in place of <paramref name="before"/>.</summary>
    /// <exception cref="InvalidOperationException">Another id or unit, or terms that are too long.</exception>
    internal void CheckFollows(string id, Entitlement? before)
    {
        if (Entitlement.Id != id || (before is not null && Entitlement.Unit != before.Unit))
        {
            throw new InvalidOperationException($"The id and the unit of entitlement {id} never change.");
        }

        if (VendorTerms is not null && Encoding.UTF8.GetByteCount(VendorTerms) is > MaxVendorTermsBytes and var bytes)
        {
            throw new InvalidOperationException($"The vendor's terms of entitlement {id} have {bytes} bytes; at most {MaxVendorTermsBytes} are allowed.");
        }
    }
}

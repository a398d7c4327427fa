namespace CreditFunctions.Ledger;

/// <summary>
/// What a grant may pay for; exactly one of the three is given. Terms and rules are Stripe's: https://docs.stripe.com/api/billing/credit-grant/object, applicability_config.
/// </summary>
/// <param name="PriceType">Whatever has a price of that type, such as <c>metered</c>.</param>
/// <param name="Prices">These prices, up to <see cref="Limits.AppliesToIds"/> of them.</param>
/// <param name="BillableItems">These billable items, up to <see cref="Limits.AppliesToIds"/> of them.</param>
public sealed record AppliesTo(string? PriceType = null, IReadOnlyList<string>? Prices = null, IReadOnlyList<string>? BillableItems = null)
{
    /// <summary>Does it cover that? Nothing covers what was not named.</summary>
    public bool Covers(PaysFor? what) =>
        what is not null && (
            (PriceType is not null && PriceType == what.PriceType)
            || (what.Price is not null && Prices?.Contains(what.Price, StringComparer.Ordinal) == true)
            || (what.BillableItem is not null && BillableItems?.Contains(what.BillableItem, StringComparer.Ordinal) == true));
}

/// <summary>What credit is to pay for, by any of its names; only grants that cover it are drawn.</summary>
/// <param name="PriceType">The type of its price.</param>
/// <param name="Price">Its price.</param>
/// <param name="BillableItem">The item that is billed.</param>
public sealed record PaysFor(string? PriceType = null, string? Price = null, string? BillableItem = null);

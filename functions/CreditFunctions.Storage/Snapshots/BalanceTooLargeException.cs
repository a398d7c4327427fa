namespace CreditFunctions.Storage.Snapshots;

/// <summary>What a customer holds of a currency, over all entitlements, does not fit a report's balance.</summary>
public sealed class BalanceTooLargeException(string customer, string unit)
    : Exception($"Customer '{customer}' holds more than 2^63-1 minor units of {unit} over all entitlements, which is more than a balance can show.");

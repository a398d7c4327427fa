namespace CreditFunctions.Ledger;

/// <summary>The bounds of a command's fields that need no account to check.</summary>
public static class CommandRules
{
    /// <summary>The first bound that is broken; null: none is.</summary>
    public static Refusal? Broken(Command command) =>
        command.Amount <= 0 ? Invalid("amount", "must be above 0")
        : TooLong("memo", command.Memo, Limits.MemoLength)
        ?? BrokenMetadata(command.Metadata)
        ?? (command is GrantCommand grant ? BrokenTerms(grant) : null);

    private static Refusal? BrokenTerms(GrantCommand grant) =>
        grant.Priority is < 0 or > Limits.MaxPriority ? Invalid("priority", $"is {grant.Priority}; allowed is 0 (drawn first) to {Limits.MaxPriority}")
        : grant.ExpiresAt <= grant.EffectiveAt ? Invalid("expires_at", $"is {grant.ExpiresAt}; it must be after effective_at, {grant.EffectiveAt}")
        : TooLong("name", grant.Name, Limits.GrantNameLength)
        ?? TooLong("external_number", grant.ExternalNumber, Limits.ExternalNumberLength);

    /// <summary>The first bound of metadata that is broken; null: none is.</summary>
    public static Refusal? BrokenMetadata(IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata?.Count > Limits.MetadataPairs)
        {
            return Invalid("metadata", $"has {metadata.Count} pairs; at most {Limits.MetadataPairs} are allowed");
        }

        foreach (var (key, value) in metadata ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            if (key.Length is 0 or > Limits.MetadataKeyLength)
            {
                return Invalid("metadata", $"has a key of {key.Length} characters; allowed are 1 to {Limits.MetadataKeyLength}");
            }

            if (value is null)
            {
                return Invalid($"metadata.{key}", "is null; a value is a string");
            }

            if (value.Length > Limits.MetadataValueLength)
            {
                return Invalid($"metadata.{key}", $"has {value.Length} characters; at most {Limits.MetadataValueLength} are allowed");
            }
        }

        return null;
    }

    private static Refusal? TooLong(string field, string? value, int limit) =>
        value?.Length > limit ? Invalid(field, $"has {value.Length} characters; at most {limit} are allowed") : null;

    private static Refusal Invalid(string field, string problem) => new(RefusalCodes.InvalidField, $"{field} {problem}.", field);
}

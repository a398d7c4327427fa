namespace CreditFunctions.Ledger;

/// <summary>The bounds of a command's fields that need no account to check.</summary>
public static class CommandRules
{
    /// <summary>The first bound that is broken; null: none is.</summary>
    public static Refusal? Broken(Command command) =>
        (AmountOf(command) is <= 0 ? Invalid("amount", "must be above 0") : null)
        ?? TooLong("memo", command.Memo, Limits.MemoLength)
        ?? BrokenMetadata(command.Metadata)
        ?? BrokenReferences(command.References)
        ?? command switch
        {
            GrantCommand grant => BrokenTerms(grant),
            ApplyCommand apply => BrokenPaysFor(apply.PaysFor),
            ReserveCommand reserve => BrokenPaysFor(reserve.PaysFor),
            AmendCommand amend => BrokenAmendment(amend),
            _ => null,
        };

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

    private static long? AmountOf(Command command) => command switch
    {
        GrantCommand grant => grant.Amount,
        ApplyCommand apply => apply.Amount,
        ReserveCommand reserve => reserve.Amount,
        CaptureCommand capture => capture.Amount,
        ReverseCommand reverse => reverse.Amount,
        SettleOverageCommand settle => settle.Amount,
        _ => null,
    };

    private static Refusal? BrokenTerms(GrantCommand grant) =>
        grant.Priority is < 0 or > Limits.MaxPriority ? Invalid("priority", $"is {grant.Priority}; allowed is 0 (drawn first) to {Limits.MaxPriority}")
        : grant.ExpiresAt <= grant.EffectiveAt ? Invalid("expires_at", $"is {grant.ExpiresAt}; it must be after effective_at, {grant.EffectiveAt}")
        : grant is { NeverExpires: true, ExpiresAt: not null } ? Invalid("expires_at", "is there although the grant never expires")
        : TooLong("name", grant.Name, Limits.GrantNameLength)
        ?? TooLong("external_number", grant.ExternalNumber, Limits.ExternalNumberLength)
        ?? BrokenAppliesTo(grant.AppliesTo);

    private static Refusal? BrokenAmendment(AmendCommand amend) =>
        amend is { ExpiresAt: null, NeverExpires: false, Name: null, Metadata: null, MetadataChanges: null } ? Invalid("expires_at", "is missing, and so are name and metadata; an amendment changes at least one of them")
        : amend is { NeverExpires: true, ExpiresAt: not null } ? Invalid("expires_at", "is there although the grant never expires")
        : amend is { Metadata: not null, MetadataChanges: not null } ? Invalid("metadata", "is there although changes to it are; either all of it is given or what changes")
        : TooLong("name", amend.Name, Limits.GrantNameLength);

    private static Refusal? BrokenAppliesTo(AppliesTo? appliesTo)
    {
        if (appliesTo is null)
        {
            return null;
        }

        var given = (appliesTo.PriceType is null ? 0 : 1) + (appliesTo.Prices is null ? 0 : 1) + (appliesTo.BillableItems is null ? 0 : 1);
        return given != 1 ? Invalid("applies_to", $"has {given} of price_type, prices and billable_items; exactly one is allowed")
            : BrokenName("applies_to.price_type", appliesTo.PriceType)
            ?? BrokenList("applies_to.prices", appliesTo.Prices)
            ?? BrokenList("applies_to.billable_items", appliesTo.BillableItems);
    }

    private static Refusal? BrokenList(string field, IReadOnlyList<string>? names) =>
        names is null ? null
        : names.Count is 0 or > Limits.AppliesToIds ? Invalid(field, $"has {names.Count} ids; allowed are 1 to {Limits.AppliesToIds}")
        : names.Select(name => BrokenName(field, name)).FirstOrDefault(broken => broken is not null);

    private static Refusal? BrokenPaysFor(PaysFor? paysFor) =>
        paysFor is null ? null
        : paysFor is { PriceType: null, Price: null, BillableItem: null } ? Invalid("pays_for", "names nothing; price_type, price or billable_item is needed")
        : BrokenName("pays_for.price_type", paysFor.PriceType)
        ?? BrokenName("pays_for.price", paysFor.Price)
        ?? BrokenName("pays_for.billable_item", paysFor.BillableItem);

    private static Refusal? BrokenReferences(References? references) =>
        BrokenName("references.invoice", references?.Invoice)
        ?? BrokenName("references.line", references?.Line)
        ?? BrokenName("references.external_id", references?.ExternalId);

    private static Refusal? BrokenName(string field, string? name) =>
        name?.Length is 0 or > Limits.ReferenceLength ? Invalid(field, $"has {name.Length} characters; allowed are 1 to {Limits.ReferenceLength}") : null;

    private static Refusal? TooLong(string field, string? value, int limit) =>
        value?.Length > limit ? Invalid(field, $"has {value.Length} characters; at most {limit} are allowed") : null;

    private static Refusal Invalid(string field, string problem) => new(RefusalCodes.InvalidField, $"{field} {problem}.", field);
}

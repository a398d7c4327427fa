using CreditFunctions.Ledger;

namespace CreditFunctions.Api.Entries;

/// <summary>What every command takes.</summary>
internal abstract record CommandBody
{
    public required string Type { get; init; }

    public string? Memo { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    public ReferencesBody? References { get; init; }
}

/// <summary>The command <c>grant</c>: give credit. <c>expires_at</c> is a time, or <c>never</c>; left out, the entitlement says.</summary>
internal sealed record GrantBody : CommandBody
{
    public required string Amount { get; init; }

    public string? Name { get; init; }

    public int? Priority { get; init; }

    public string? Category { get; init; }

    public string? EffectiveAt { get; init; }

    public string? ExpiresAt { get; init; }

    public string? ExternalNumber { get; init; }

    public AppliesToBody? AppliesTo { get; init; }
}

/// <summary>The command <c>apply</c>: consume credit that is available.</summary>
internal sealed record ApplyBody : CommandBody
{
    public required string Amount { get; init; }

    public PaysForBody? PaysFor { get; init; }
}

/// <summary>The command <c>reserve</c>: set credit aside, until <c>expires_at</c> if it is given.</summary>
internal sealed record ReserveBody : CommandBody
{
    public required string Amount { get; init; }

    public string? ExpiresAt { get; init; }

    public PaysForBody? PaysFor { get; init; }
}

/// <summary>The command <c>capture</c>: consume what is reserved, whole unless an <c>amount</c> is given.</summary>
internal sealed record CaptureBody : CommandBody
{
    public required string ReservationId { get; init; }

    public string? Amount { get; init; }

    public bool? ReleaseRest { get; init; }
}

/// <summary>The command <c>release</c>: give back what is reserved.</summary>
internal sealed record ReleaseBody : CommandBody
{
    public required string ReservationId { get; init; }
}

/// <summary>The command <c>void</c>: take back what is pending or available of a grant.</summary>
internal sealed record VoidBody : CommandBody
{
    public required string GrantId { get; init; }

    public bool? OnlyIfUnused { get; init; }
}

/// <summary>The command <c>expire</c>: end a grant before its time.</summary>
internal sealed record ExpireBody : CommandBody
{
    public required string GrantId { get; init; }
}

/// <summary>The command <c>reverse</c>: undo an application or capture, whole unless an <c>amount</c> is given.</summary>
internal sealed record ReverseBody : CommandBody
{
    public required string EntryId { get; init; }

    public string? Amount { get; init; }
}

/// <summary>The command <c>amend</c>: change a grant's expiry (a time, or <c>never</c>), name or metadata.</summary>
internal sealed record AmendBody : CommandBody
{
    public required string GrantId { get; init; }

    public string? ExpiresAt { get; init; }

    public string? Name { get; init; }
}

/// <summary>The command <c>settle_overage</c>: end overage that was <c>forgiven</c> or <c>charged</c>, all of it unless an <c>amount</c> is given.</summary>
internal sealed record SettleOverageBody : CommandBody
{
    public required string Settlement { get; init; }

    public string? Amount { get; init; }
}

/// <summary>What of the business's own books an entry is about.</summary>
internal sealed record ReferencesBody
{
    public string? Invoice { get; init; }

    public string? Line { get; init; }

    public string? ExternalId { get; init; }

    public static ReferencesBody? Of(References? references) =>
        references is null ? null : new() { Invoice = references.Invoice, Line = references.Line, ExternalId = references.ExternalId };

    public References ToReferences() => new(Invoice, Line, ExternalId);
}

/// <summary>What a grant may pay for: exactly one of the three.</summary>
internal sealed record AppliesToBody
{
    public string? PriceType { get; init; }

    public IReadOnlyList<string>? Prices { get; init; }

    public IReadOnlyList<string>? BillableItems { get; init; }

    public static AppliesToBody? Of(AppliesTo? appliesTo) =>
        appliesTo is null ? null : new() { PriceType = appliesTo.PriceType, Prices = appliesTo.Prices, BillableItems = appliesTo.BillableItems };

    public AppliesTo ToAppliesTo() => new(PriceType, Prices, BillableItems);
}

/// <summary>What credit is to pay for, by any of its names.</summary>
internal sealed record PaysForBody
{
    public string? PriceType { get; init; }

    public string? Price { get; init; }

    public string? BillableItem { get; init; }

    public static PaysForBody? Of(PaysFor? paysFor) =>
        paysFor is null ? null : new() { PriceType = paysFor.PriceType, Price = paysFor.Price, BillableItem = paysFor.BillableItem };

    public PaysFor ToPaysFor() => new(PriceType, Price, BillableItem);
}

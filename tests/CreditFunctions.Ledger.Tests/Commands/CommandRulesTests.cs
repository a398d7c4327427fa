namespace CreditFunctions.Ledger.Tests;

/// <summary>The exact words of each bound: field, problem, what is allowed.</summary>
public sealed class CommandRulesTests
{
    public static TheoryData<string, string, Command> OutOfBounds => new()
    {
        { "amount", "amount must be above 0.", new GrantCommand(0) },
        { "amount", "amount must be above 0.", new ApplyCommand(-1) },
        { "amount", "amount must be above 0.", new ReserveCommand(0) },
        { "amount", "amount must be above 0.", new CaptureCommand(1) { Amount = 0 } },
        { "amount", "amount must be above 0.", new ReverseCommand(1) { Amount = 0 } },
        { "amount", "amount must be above 0.", new SettleOverageCommand(OverageSettlement.Charged) { Amount = 0 } },
        { "memo", "memo has 501 characters; at most 500 are allowed.", new ReleaseCommand(1) { Memo = Text(501) } },
        { "metadata", "metadata has 51 pairs; at most 50 are allowed.", new ReleaseCommand(1) { Metadata = Pairs(51) } },
        { "metadata", "metadata has a key of 0 characters; allowed are 1 to 40.", new ReleaseCommand(1) { Metadata = Pair("", "v") } },
        { "metadata", "metadata has a key of 41 characters; allowed are 1 to 40.", new ReleaseCommand(1) { Metadata = Pair(Text(41), "v") } },
        { "metadata.k", "metadata.k is null; a value is a string.", new ReleaseCommand(1) { Metadata = Pair("k", null!) } },
        { "metadata.k", "metadata.k has 501 characters; at most 500 are allowed.", new ReleaseCommand(1) { Metadata = Pair("k", Text(501)) } },
        { "references.invoice", "references.invoice has 0 characters; allowed are 1 to 255.", new ReleaseCommand(1) { References = new(Invoice: "") } },
        { "references.line", "references.line has 256 characters; allowed are 1 to 255.", new ReleaseCommand(1) { References = new(Line: Text(256)) } },
        { "references.external_id", "references.external_id has 0 characters; allowed are 1 to 255.", new ReleaseCommand(1) { References = new(ExternalId: "") } },
        { "priority", "priority is -1; allowed is 0 (drawn first) to 100.", new GrantCommand(1) { Priority = -1 } },
        { "priority", "priority is 101; allowed is 0 (drawn first) to 100.", new GrantCommand(1) { Priority = 101 } },
        {
            "expires_at",
            "expires_at is 2026-01-01T00:00:09Z; it must be after effective_at, 2026-01-01T00:00:09Z.",
            new GrantCommand(1) { EffectiveAt = Build.At(9), ExpiresAt = Build.At(9) }
        },
        { "expires_at", "expires_at is there although the grant never expires.", new GrantCommand(1) { ExpiresAt = Build.At(9), NeverExpires = true } },
        { "name", "name has 101 characters; at most 100 are allowed.", new GrantCommand(1) { Name = Text(101) } },
        { "external_number", "external_number has 256 characters; at most 255 are allowed.", new GrantCommand(1) { ExternalNumber = Text(256) } },
        { "applies_to", "applies_to has 0 of price_type, prices and billable_items; exactly one is allowed.", Granting(new()) },
        { "applies_to", "applies_to has 2 of price_type, prices and billable_items; exactly one is allowed.", Granting(new("metered", ["p"])) },
        { "applies_to", "applies_to has 2 of price_type, prices and billable_items; exactly one is allowed.", Granting(new("metered", null, ["b"])) },
        { "applies_to", "applies_to has 3 of price_type, prices and billable_items; exactly one is allowed.", Granting(new("metered", ["p"], ["b"])) },
        { "applies_to.price_type", "applies_to.price_type has 0 characters; allowed are 1 to 255.", Granting(new("")) },
        { "applies_to.prices", "applies_to.prices has 0 ids; allowed are 1 to 20.", Granting(new(Prices: [])) },
        { "applies_to.prices", "applies_to.prices has 21 ids; allowed are 1 to 20.", Granting(new(Prices: Ids(21))) },
        { "applies_to.prices", "applies_to.prices has 256 characters; allowed are 1 to 255.", Granting(new(Prices: ["p", Text(256)])) },
        { "applies_to.billable_items", "applies_to.billable_items has 21 ids; allowed are 1 to 20.", Granting(new(BillableItems: Ids(21))) },
        { "applies_to.billable_items", "applies_to.billable_items has 0 characters; allowed are 1 to 255.", Granting(new(BillableItems: [""])) },
        { "pays_for", "pays_for names nothing; price_type, price or billable_item is needed.", new ApplyCommand(1) { PaysFor = new() } },
        { "pays_for", "pays_for names nothing; price_type, price or billable_item is needed.", new ReserveCommand(1) { PaysFor = new() } },
        { "pays_for.price_type", "pays_for.price_type has 0 characters; allowed are 1 to 255.", new ApplyCommand(1) { PaysFor = new("") } },
        { "pays_for.price", "pays_for.price has 256 characters; allowed are 1 to 255.", new ApplyCommand(1) { PaysFor = new(Price: Text(256)) } },
        { "pays_for.billable_item", "pays_for.billable_item has 0 characters; allowed are 1 to 255.", new ReserveCommand(1) { PaysFor = new(BillableItem: "") } },
        {
            "expires_at",
            "expires_at is missing, and so are name and metadata; an amendment changes at least one of them.",
            new AmendCommand(1) { Memo = "why" }
        },
        { "expires_at", "expires_at is there although the grant never expires.", new AmendCommand(1) { ExpiresAt = Build.At(9), NeverExpires = true } },
        {
            "metadata",
            "metadata is there although changes to it are; either all of it is given or what changes.",
            new AmendCommand(1) { Metadata = Pairs(1), MetadataChanges = new Dictionary<string, string?>(StringComparer.Ordinal) }
        },
        { "name", "name has 101 characters; at most 100 are allowed.", new AmendCommand(1) { Name = Text(101) } },
    };

    public static TheoryData<Command> WithinBounds =>
    [
        new ReserveCommand(1),
        new CaptureCommand(1),
        new CaptureCommand(1) { Amount = 1 },
        new ReverseCommand(1),
        new ReverseCommand(1) { Amount = 1 },
        new SettleOverageCommand(OverageSettlement.Charged),
        new ReleaseCommand(1) { Memo = Text(500), Metadata = Pairs(50) },
        new ReleaseCommand(1) { Metadata = Pair(Text(40), Text(500)) },
        new ReleaseCommand(1) { References = new("i", "l", "e") },
        new ReleaseCommand(1) { References = new(Text(255), Text(255), Text(255)) },
        new GrantCommand(1) { NeverExpires = true },
        Granting(new("t")),
        Granting(new(Text(255))),
        Granting(new(Prices: ["p"])),
        Granting(new(Prices: Ids(20))),
        Granting(new(BillableItems: Ids(20))),
        new ApplyCommand(1) { PaysFor = new("t") },
        new ApplyCommand(1) { PaysFor = new(Price: "p") },
        new ReserveCommand(1) { PaysFor = new(BillableItem: Text(255)) },
        new AmendCommand(1) { ExpiresAt = Build.At(9) },
        new AmendCommand(1) { NeverExpires = true },
        new AmendCommand(1) { Name = "" },
        new AmendCommand(1) { Name = Text(100) },
        new AmendCommand(1) { Metadata = Pairs(0) },
        new AmendCommand(1) { MetadataChanges = new Dictionary<string, string?>(StringComparer.Ordinal) },
    ];

    // Each breaks the bound of that field and of the one checked after it.
    public static TheoryData<string, Command> TwoOutOfBounds => new()
    {
        { "amount", new GrantCommand(0) { Memo = Text(501) } },
        { "memo", new GrantCommand(1) { Memo = Text(501), Metadata = Pairs(51) } },
        { "metadata", new GrantCommand(1) { Metadata = Pairs(51), References = new("") } },
        { "references.invoice", new GrantCommand(1) { References = new("", ""), Priority = 101 } },
        { "references.line", new GrantCommand(1) { References = new(null, "", "") } },
        { "references.external_id", new GrantCommand(1) { References = new(ExternalId: ""), Priority = 101 } },
        { "name", new GrantCommand(1) { Name = Text(101), ExternalNumber = Text(256) } },
        { "external_number", new GrantCommand(1) { ExternalNumber = Text(256), AppliesTo = new() } },
        { "pays_for.price_type", new ApplyCommand(1) { PaysFor = new("", "") } },
        { "pays_for.price", new ApplyCommand(1) { PaysFor = new(null, "", "") } },
    };

    [Theory]
    [MemberData(nameof(TwoOutOfBounds))]
    public void Broken_TwoOutOfBounds_NamesTheFirst(string field, Command command) => Assert.Equal(field, CommandRules.Broken(command)?.Field);

    [Theory]
    [MemberData(nameof(OutOfBounds))]
    public void Broken_OutOfBounds_NamesFieldProblemAndWhatIsAllowed(string field, string detail, Command command) =>
        Assert.Equal(new Refusal(RefusalCodes.InvalidField, detail, field), CommandRules.Broken(command));

    [Theory]
    [MemberData(nameof(WithinBounds))]
    public void Broken_JustWithinBounds_IsNone(Command command) => Assert.Null(CommandRules.Broken(command));

    private static GrantCommand Granting(AppliesTo appliesTo) => new(1) { AppliesTo = appliesTo };

    private static string Text(int length) => new('x', length);

    private static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(n => $"id{n}")];

    private static Dictionary<string, string> Pair(string key, string value) => new(StringComparer.Ordinal) { [key] = value };

    private static Dictionary<string, string> Pairs(int count) => Enumerable.Range(0, count).ToDictionary(n => $"k{n}", _ => "v", StringComparer.Ordinal);
}

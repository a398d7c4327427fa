namespace CreditFunctions.Ledger.Tests;

public sealed class DecisionTests
{
    public static TheoryData<string, string?, Command> Refused => new()
    {
        { RefusalCodes.InvalidField, "amount", new GrantCommand(0) },
        { RefusalCodes.InvalidField, "amount", new GrantCommand(-1) },
        { RefusalCodes.InvalidField, "amount", new ApplyCommand(0) },
        { RefusalCodes.InvalidField, "amount", new ApplyCommand(long.MinValue) },
        { RefusalCodes.InvalidField, "memo", new GrantCommand(1) { Memo = new('m', 501) } },
        { RefusalCodes.InvalidField, "memo", new ApplyCommand(1) { Memo = new('m', 501) } },
        { RefusalCodes.InvalidField, "metadata", new ApplyCommand(1) { Metadata = Pairs(51) } },
        { RefusalCodes.InvalidField, "metadata", new ApplyCommand(1) { Metadata = Pair("", "v") } },
        { RefusalCodes.InvalidField, "metadata", new ApplyCommand(1) { Metadata = Pair(new('k', 41), "v") } },
        { RefusalCodes.InvalidField, "metadata.k", new ApplyCommand(1) { Metadata = Pair("k", new('v', 501)) } },
        { RefusalCodes.InvalidField, "priority", new GrantCommand(1) { Priority = -1 } },
        { RefusalCodes.InvalidField, "priority", new GrantCommand(1) { Priority = 101 } },
        { RefusalCodes.InvalidField, "name", new GrantCommand(1) { Name = new('n', 101) } },
        { RefusalCodes.InvalidField, "external_number", new GrantCommand(1) { ExternalNumber = new('x', 256) } },
        { RefusalCodes.InvalidField, "expires_at", new GrantCommand(1) { ExpiresAt = Build.At(99) } },
        { RefusalCodes.InvalidField, "expires_at", new GrantCommand(1) { ExpiresAt = Build.At(100) } },
        { RefusalCodes.InvalidField, "expires_at", new GrantCommand(1) { EffectiveAt = Build.At(200), ExpiresAt = Build.At(200) } },
        { RefusalCodes.InvalidField, "expires_at", new GrantCommand(1) { EffectiveAt = Build.At(200), ExpiresAt = Build.At(199) } },
        { RefusalCodes.InvalidField, "expires_at", new GrantCommand(1) { EffectiveAt = Build.At(10), ExpiresAt = Build.At(20) } },
        { RefusalCodes.InsufficientCredit, "amount", new ApplyCommand(51) },
        { RefusalCodes.InsufficientCredit, "amount", new ApplyCommand(long.MaxValue) },
        { RefusalCodes.TotalTooLarge, "amount", new GrantCommand(long.MaxValue - 59) },
        { RefusalCodes.TotalTooLarge, "amount", new GrantCommand(long.MaxValue) },
    };

    public static TheoryData<Command> Accepted =>
    [
        new GrantCommand(1),
        new GrantCommand(long.MaxValue - 60),
        new GrantCommand(1) { Memo = new('m', 500), Metadata = Pairs(50), Name = new('n', 100), ExternalNumber = new('x', 255) },
        new GrantCommand(1) { Metadata = Pair(new('k', 40), new('v', 500)) },
        new GrantCommand(1) { Metadata = Pair("k", "") },
        new GrantCommand(1) { Priority = 0 },
        new GrantCommand(1) { Priority = 100 },
        new GrantCommand(1) { ExpiresAt = Build.At(100.000001) },
        new GrantCommand(1) { EffectiveAt = Build.At(200), ExpiresAt = Build.At(200.000001) },
        new GrantCommand(1) { EffectiveAt = Instant.Min, ExpiresAt = Instant.Max },
        new ApplyCommand(50),
    ];

    // 50 is available, 7 pending and 3 applied; now is 100.
    private static Account Account => Build.AccountOf(
        100, [Build.Grant(1, available: 20, applied: 3), Build.Grant(2, available: 30), Build.Grant(3, pending: 7, effective: 900)]);

    [Theory]
    [MemberData(nameof(Refused))]
    public void Decide_OutOfBounds_IsRefusedWithItsCodeAndField(string code, string? field, Command command)
    {
        var decision = Decide(command);

        Assert.Null(decision.Draft);
        Assert.Equal((code, field), (decision.Refusal?.Code, decision.Refusal?.Field));
    }

    [Theory]
    [MemberData(nameof(Accepted))]
    public void Decide_JustWithinBounds_IsDone(Command command) => Assert.Null(Decide(command).Refusal);

    [Fact]
    public void Decide_TooMuchApplied_SaysWhatWasAskedAndWhatThereIs() =>
        Assert.Equal("12.34 EUR was to be applied; 0.50 EUR is available.", Decide(new ApplyCommand(1234)).Refusal?.Detail);

    [Fact]
    public void Decide_CommandWithoutARule_Throws() => Assert.StartsWith(
        "No rule decides a UnknownCommand.", Assert.Throws<ArgumentException>(() => Decide(new UnknownCommand())).Message, StringComparison.Ordinal);

    [Fact]
    public void Decide_GrantWithoutAStart_IsAvailableFromNowOn()
    {
        var draft = Decide(new GrantCommand(5)).Draft;

        Assert.Equal((EntryType.Grant, 5, Build.At(100), Build.At(100)), (draft!.Type, draft.Amount, draft.PostedAt, draft.CreatedAt));
        Assert.Equal(new GrantTerms(50, GrantCategory.Paid, Build.At(100), null, null, null), draft.Terms);
        Assert.Equal([new(4, null, Bucket.Available, 5)], draft.Moves);
    }

    [Theory]
    [InlineData(99.999999, Bucket.Available)]
    [InlineData(100, Bucket.Available)]
    [InlineData(100.000001, Bucket.Pending)]
    public void Decide_GrantWithAStart_IsPendingOnlyIfItIsToCome(double effective, Bucket bucket) =>
        Assert.Equal([new(4, null, bucket, 5)], Decide(new GrantCommand(5) { EffectiveAt = Build.At(effective) }).Draft!.Moves);

    [Fact]
    public void Decide_Apply_DrawsInTheOrderOfThePolicy()
    {
        var account = Build.AccountOf(0, [Build.Grant(1, available: 5, priority: 2), Build.Grant(2, available: 5, priority: 1)]);

        Assert.Equal(2, Assert.Single(Decide(new ApplyCommand(1), account, Build.Standard).Draft!.Moves).Grant);
        Assert.Equal(1, Assert.Single(Decide(new ApplyCommand(1), account, Build.Fifo).Draft!.Moves).Grant);
    }

    [Fact]
    public void Decide_Done_CarriesThePolicyAndTheNotes()
    {
        var metadata = Pair("k", "v");
        var draft = Decide(new ApplyCommand(1) { Memo = "why", Metadata = metadata }, policy: Build.Fifo).Draft;

        Assert.Equal((Build.Fifo, "why", metadata), (draft!.Policy, draft.Memo, draft.Metadata));
    }

    private static Decision Decide(Command command, Account? account = null, Policy? policy = null) =>
        Decision.Decide(command, new(account ?? Account, policy ?? Build.Standard, Build.At(100), Build.At(100)));

    private static Dictionary<string, string> Pair(string key, string value) => new(StringComparer.Ordinal) { [key] = value };

    private static Dictionary<string, string> Pairs(int count) =>
        Enumerable.Range(0, count).ToDictionary(n => $"k{n}", _ => "v", StringComparer.Ordinal);

    private sealed record UnknownCommand : Command;
}

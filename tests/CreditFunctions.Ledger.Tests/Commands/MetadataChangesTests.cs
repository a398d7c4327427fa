namespace CreditFunctions.Ledger.Tests;

/// <summary>Changes to a grant's metadata, pair by pair.</summary>
public sealed class MetadataChangesTests
{
    [Fact]
    public void Amend_PairsOfAllKinds_AreSetReplacedAndTakenOut()
    {
        var account = Build.Done(Granted(Pairs(("keep", "1"), ("old", "2"), ("gone", "3"))), 2, Changes(("old", "22"), ("gone", null), ("new", "4"), ("never", null)));

        Assert.Equal(Pairs(("keep", "1"), ("old", "22"), ("new", "4")), Metadata(account));
    }

    [Fact]
    public void Amend_TwoRequestsInOneCommit_BothAreDone()
    {
        var plan = Build.Plan(Granted(Pairs(("a", "1"))), 2, [Build.Request(Changes(("b", "2"))), Build.Request(Changes(("c", "3")))]);

        Assert.Equal(Pairs(("a", "1"), ("b", "2"), ("c", "3")), Metadata(plan.After));
    }

    [Fact]
    public void Amend_LastPairTakenOut_LeavesNoMetadata() => Assert.Null(Metadata(Build.Done(Granted(Pairs(("a", "1"))), 2, Changes(("a", null)))));

    [Fact]
    public void Amend_GrantWithoutMetadata_GetsIt() => Assert.Equal(Pairs(("a", "1")), Metadata(Build.Done(Granted(null), 2, Changes(("a", "1")))));

    [Fact]
    public void Amend_NoChangeToMetadata_LeavesIt() => Assert.Equal(Pairs(("a", "1")), Metadata(Build.Done(Granted(Pairs(("a", "1"))), 2, new AmendCommand(1) { Name = "n" })));

    [Fact]
    public void Amend_EndedGrant_IsChangedAsItsRowHasIt()
    {
        var first = Build.Plan(Build.Empty, 1, new GrantCommand(5) { Metadata = Pairs(("a", "1")) }, new VoidCommand(1));
        var plan = CommitPlan.Make(
            first.After, [Build.Request(Changes(("b", "2")))], Build.Standard, Build.At(2), Build.CommitId, 0, Records.None with { Grants = Records.None.Grants.Add(1, first.Records.Grants[1]) });

        Assert.Equal(Pairs(("a", "1"), ("b", "2")), plan.Records.Grants[1].Metadata);
    }

    [Fact]
    public void Amend_FiftiethPairs_AreDone() =>
        Assert.Equal(50, Metadata(Build.Done(Granted(Pairs([.. Many(49)])), 2, Changes(("more", "1"))))!.Count);

    [Fact]
    public void Amend_FiftyFirstPair_IsRefused() => AssertRefused("metadata", Granted(Pairs([.. Many(50)])), Changes(("more", "1")));

    [Fact]
    public void Amend_FiftyPairsAndOneOfThemForAnother_IsDone() =>
        Assert.Equal(50, Metadata(Build.Done(Granted(Pairs([.. Many(50)])), 2, Changes(("k7", null), ("more", "1"))))!.Count);

    [Fact]
    public void Amend_KeyTooLong_IsRefused() => AssertRefused("metadata", Granted(null), Changes((new('k', 41), "v")));

    [Fact]
    public void Amend_ValueTooLong_IsRefused() => AssertRefused("metadata.k", Granted(null), Changes(("k", new('v', 501))));

    [Fact]
    public void Amend_AllMetadataAndChangesToIt_IsRefused() => AssertRefused("metadata", Granted(null), Changes(("k", "v")) with { Metadata = Pairs(("a", "1")) });

    private static void AssertRefused(string field, Account account, Command command)
    {
        var plan = Build.Plan(account, 2, command);

        var refusal = Assert.Single(plan.Answers).Refusal;
        Assert.Equal((RefusalCodes.InvalidField, field), (refusal?.Code, refusal?.Field));
        Assert.Empty(plan.Entries);
    }

    private static Account Granted(IReadOnlyDictionary<string, string>? metadata) => Build.Done(Build.Empty, 1, new GrantCommand(5) { Metadata = metadata });

    private static AmendCommand Changes(params (string Key, string? Value)[] changes) =>
        new(1) { MetadataChanges = changes.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal) };

    private static IReadOnlyDictionary<string, string>? Metadata(Account account) => Assert.Single(account.Grants).Metadata;

    private static IEnumerable<(string, string)> Many(int count) => Enumerable.Range(0, count).Select(n => ($"k{n}", "v"));

    private static Dictionary<string, string> Pairs(params (string Key, string Value)[] pairs) =>
        pairs.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
}

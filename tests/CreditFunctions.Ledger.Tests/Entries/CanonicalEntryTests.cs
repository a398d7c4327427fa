using System.Text;

namespace CreditFunctions.Ledger.Tests;

/// <summary>The data format, byte for byte: entries already written are verified against it for ever.</summary>
public sealed class CanonicalEntryTests
{
    private const string GrantJson =
        """
        {"v":1,"seq":1,"prev":"ef637c36de8cd44b8922ae261aa926dbe62ae5da309e43c316ebe2b842375364","type":"grant","amount":1250,"posted_at":"2026-01-01T00:00:00Z","created_at":"2026-01-01T00:00:00Z","number":1767225600000000,"commit":"commit-1","terms":{"priority":10,"category":"promotional","effective_at":"2026-01-01T00:00:10Z","expires_at":"2026-01-01T00:00:20.500000Z","name":"Süßes \uD83C\uDF81","external_number":"A-7"},"memo":"<b>\"hi\" & bye</b>","metadata":{"b":"1","a":"2"},"moves":[{"grant":1,"to":"pending","amount":1250}],"policy":{"draw_order":"standard"},"totals":{"pending":1250,"available":0,"reserved":0,"applied":0,"expired":0,"voided":0},"overage":0}
        """;

    private const string ActivateJson =
        """
        {"v":1,"seq":2,"prev":"821f5241b854eef9e34aac3cf1ec9de5c626e59fca00e9c92b8638fb02862f16","type":"activate","amount":1250,"posted_at":"2026-01-01T00:00:10Z","created_at":"2026-01-01T00:00:10Z","number":1767225611000000,"commit":"commit-1","moves":[{"grant":1,"from":"pending","to":"available","amount":1250}],"totals":{"pending":0,"available":1250,"reserved":0,"applied":0,"expired":0,"voided":0},"overage":0}
        """;

    private const string ApplyJson =
        """
        {"v":1,"seq":3,"prev":"74c203c38121e9084c25e1ab7f541d0dbef16179022b9eea3097fb4d21e18c37","type":"apply","amount":1000,"posted_at":"2026-01-01T00:00:11Z","created_at":"2026-01-01T00:00:11Z","number":1767225611000001,"commit":"commit-1","moves":[{"grant":1,"from":"available","to":"applied","amount":1000}],"policy":{"draw_order":"standard"},"totals":{"pending":0,"available":250,"reserved":0,"applied":1000,"expired":0,"voided":0},"overage":0}
        """;

    private const string ExpireJson =
        """
        {"v":1,"seq":4,"prev":"808fb8d4130240683bdb3ebb85b046a19bc55420844a47bf1da47ec372ab9adf","type":"expire","amount":250,"posted_at":"2026-01-01T00:00:20.500000Z","created_at":"2026-01-01T00:00:20.500000Z","number":1767225630000000,"commit":"commit-1","moves":[{"grant":1,"from":"available","to":"expired","amount":250}],"totals":{"pending":0,"available":0,"reserved":0,"applied":1000,"expired":250,"voided":0},"overage":0}
        """;

    private static readonly List<SealedEntry> Entries = Write();

    [Theory]
    [InlineData(0, GrantJson)]
    [InlineData(1, ActivateJson)]
    [InlineData(2, ApplyJson)]
    [InlineData(3, ExpireJson)]
    public void Canonical_Entry_IsTheseBytes(int entry, string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(Entries[entry].Canonical.Span));

    [Theory]
    [InlineData(0, "821f5241b854eef9e34aac3cf1ec9de5c626e59fca00e9c92b8638fb02862f16")]
    [InlineData(1, "74c203c38121e9084c25e1ab7f541d0dbef16179022b9eea3097fb4d21e18c37")]
    [InlineData(2, "808fb8d4130240683bdb3ebb85b046a19bc55420844a47bf1da47ec372ab9adf")]
    [InlineData(3, "8629f9452c59748e95c919a7aebd4aec196c1af7be8fc35395e71dd864679675")]
    public void Hash_Entry_IsTheSha256OfItsBytes(int entry, string hash) =>
        Assert.Equal(hash, EntryHash.Of(Entries[entry].Canonical.Span).ToString());

    [Theory]
    [InlineData(GrantJson)]
    [InlineData(ActivateJson)]
    [InlineData(ApplyJson)]
    [InlineData(ExpireJson)]
    public void ReadEntry_Canonical_WritesTheSameBytesAgain(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);

        Assert.Equal(bytes, EntryFormat.Write(EntryFormat.ReadEntry(bytes)));
    }

    private static List<SealedEntry> Write()
    {
        var grant = new GrantCommand(1250)
        {
            Priority = 10,
            Category = GrantCategory.Promotional,
            EffectiveAt = Build.At(10),
            ExpiresAt = Build.At(20.5),
            Name = "Süßes \U0001F381",
            ExternalNumber = "A-7",
            Memo = "<b>\"hi\" & bye</b>",
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["b"] = "1", ["a"] = "2" },
        };
        var granted = Build.Plan(Build.Empty, 0, grant);
        var applied = Build.Plan(granted.After, 11, new ApplyCommand(1000));
        var expired = CommitPlan.Make(applied.After, [new CommandSet([])], Build.Standard, Build.At(30), Build.CommitId, 0, Records.None);
        return [.. granted.Entries, .. applied.Entries, .. expired.Entries];
    }
}

using System.Text;

namespace CreditFunctions.Ledger.Tests;

/// <summary>Finance reads what a replay says: each break of the chain has its own words.</summary>
public sealed class ReplayTests
{
    // Two entries of second 1: 10 granted, and 4 of it applied.
    private static readonly IReadOnlyList<SealedEntry> Entries = Build.Plan(Build.Empty, 1, new GrantCommand(10), new ApplyCommand(4)).Entries;
    private static readonly Entry Second = Entries[1].Entry;

    public static TheoryData<string, Entry, long> Broken => new()
    {
        { "It says it is number 2 and is stored as 3; 2 comes next.", Second, 3 },
        { "It says it is number 3 and is stored as 2; 2 comes next.", Second with { Seq = 3 }, 2 },
        { "It says it is number 3 and is stored as 3; 2 comes next.", Second with { Seq = 3 }, 3 },
        {
            $"It names {Entries[0].Entry.Previous} as the hash of the entry before, which has {Second.Previous}.",
            Second with { Previous = Entries[0].Entry.Previous },
            2
        },
        { "Its number or its times go back.", Second with { Number = Second.Number - 1 }, 2 },
        { "Its number or its times go back.", Second with { Draft = Second.Draft with { PostedAt = Build.At(0.9), CreatedAt = Build.At(0.9) } }, 2 },
        { "Its number or its times go back.", Second with { Draft = Second.Draft with { CreatedAt = Build.At(1.1) } }, 2 },
        { "Its totals are not those its moves come to.", Second with { Totals = new(0, 7, 0, 3, 0, 0) }, 2 },
        { "Its totals are not those its moves come to.", Second with { Overage = 1 }, 2 },
        { "It cannot follow the entries before it: 11 cannot leave Available, which holds 10.", Moving(new(1, Bucket.Available, Bucket.Applied, 11)), 2 },
        { "It cannot follow the entries before it: There is no grant 7 to change.", Moving(new(7, Bucket.Available, Bucket.Applied, 4)), 2 },
        { "It cannot follow the entries before it: Overage of 0 cannot change by -1.", Second with { Draft = Second.Draft with { OverageChange = -1 } }, 2 },
    };

    public static TheoryData<Entry> Impossible =>
    [
        Moving(new(1, null, Bucket.Available, long.MaxValue)),
        Moving(new(1, Bucket.Available, Bucket.Applied, -1)),
    ];

    [Fact]
    public void Add_EntriesAsTheyWereWritten_ComesToTheirAccount()
    {
        var replay = AfterFirst();

        Assert.Null(replay.Add(Entries[1].Canonical.Span, 2));
        Assert.Equal((2, EntryHash.Of(Entries[1].Canonical.Span), Second.Totals), (replay.Account.Seq, replay.Account.Head, replay.Account.Totals));
        Assert.Equal(new Totals(0, 6, 0, 4, 0, 0), replay.Grants[1].Totals);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void Add_EntryThatIsNotNext_SaysWhyAndIsNotAdded(string problem, Entry entry, long seq)
    {
        var replay = AfterFirst();

        Assert.Equal(problem, replay.Add(EntryFormat.Write(entry), seq));
        Assert.Equal((1, Entries[0].Entry.Totals), (replay.Account.Seq, replay.Account.Totals));
    }

    [Theory]
    [MemberData(nameof(Impossible))]
    public void Add_AmountsThatCannotBe_SaysThatItCannotFollow(Entry entry) =>
        Assert.StartsWith("It cannot follow the entries before it: ", AfterFirst().Add(EntryFormat.Write(entry), 2), StringComparison.Ordinal);

    [Theory]
    [InlineData("{}", "It cannot be read: An entry is an object that begins with its version.")]
    [InlineData("""{"v":2}""", "It cannot be read: Entry format 2 was written by another program; this one knows 1.")]
    public void Add_NotAnEntry_SaysThatItCannotBeRead(string json, string problem) =>
        Assert.Equal(problem, AfterFirst().Add(Encoding.UTF8.GetBytes(json), 2));

    private static Replay AfterFirst()
    {
        var replay = new Replay(Build.Key, Build.Euro);
        Assert.Null(replay.Add(Entries[0].Canonical.Span, 1));
        return replay;
    }

    private static Entry Moving(Move move) => Second with { Draft = Second.Draft with { Moves = [move] } };
}

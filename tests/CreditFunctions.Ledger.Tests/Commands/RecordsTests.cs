namespace CreditFunctions.Ledger.Tests;

/// <summary>What the core names is loaded, and nothing else is.</summary>
public sealed class RecordsTests
{
    // Grant 1 is active, reservation 3 is open; what else was made by seq 9 is not in the account.
    private static readonly Account Account = Build.AccountOf(0, [Build.Grant(1, available: 5, reserved: 2)], new Reservation(3, null, [new(1, 2)])) with { Seq = 9 };

    public static TheoryData<RecordKind, Command> Needed => new()
    {
        { RecordKind.Grant, new VoidCommand(2) },
        { RecordKind.Grant, new ExpireCommand(2) },
        { RecordKind.Grant, new AmendCommand(2) },
        { RecordKind.Reservation, new CaptureCommand(2) },
        { RecordKind.Reservation, new ReleaseCommand(2) },
    };

    public static TheoryData<Command> NeedNothing =>
    [
        new VoidCommand(1),
        new ExpireCommand(1),
        new AmendCommand(1),
        new CaptureCommand(3),
        new ReleaseCommand(3),
        new VoidCommand(0),
        new VoidCommand(10),
        new ReleaseCommand(0),
        new ReleaseCommand(10),
        new ReverseCommand(0),
        new ReverseCommand(10),
        new GrantCommand(1),
        new ApplyCommand(1),
        new ReserveCommand(1),
        new SettleOverageCommand(OverageSettlement.Charged),
    ];

    [Theory]
    [MemberData(nameof(Needed))]
    public void Missing_WhatIsNotInTheAccount_IsNamed(RecordKind kind, Command command) => Assert.Equal([new(kind, 2)], Missing(Records.None, command));

    [Theory]
    [MemberData(nameof(Needed))]
    public void Missing_WhatWasLoaded_IsNotNamedAgain(RecordKind kind, Command command)
    {
        var loaded = kind == RecordKind.Grant
            ? Records.None with { Grants = Records.None.Grants.Add(2, null) }
            : Records.None with { Reservations = Records.None.Reservations.Add(2, null) };

        Assert.Empty(Missing(loaded, command));
    }

    [Theory]
    [MemberData(nameof(NeedNothing))]
    public void Missing_WhatTheAccountHasOrNeverHad_IsNotNamed(Command command) => Assert.Empty(Missing(Records.None, command));

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void Missing_FirstAndLastSeq_AreNamed(long seq) => Assert.Equal(
        [new(RecordKind.Reversal, seq), new(RecordKind.Entry, seq)], Missing(Records.None, new ReverseCommand(seq)));

    [Fact]
    public void Missing_EntryThatWasLoaded_NamesTheEndedGrantsItMoved()
    {
        var draft = new EntryDraft(
            EntryType.Apply, 3, Build.At(0), Build.At(0), [new(1, Bucket.Available, Bucket.Applied, 1), new(4, Bucket.Available, Bucket.Applied, 2)], Build.Standard);
        var loaded = Records.None with
        {
            Entries = Records.None.Entries.Add(5, new(5, 5, Build.CommitId, default, draft, default, 0)),
            Reversals = Records.None.Reversals.Add(5, null),
        };

        Assert.Equal([new(RecordKind.Grant, 4)], Missing(loaded, new ReverseCommand(5)));
    }

    [Fact]
    public void Missing_EntryThereIsNot_IsNotNamedAgain()
    {
        var loaded = Records.None with { Entries = Records.None.Entries.Add(5, null), Reversals = Records.None.Reversals.Add(5, null) };

        Assert.Empty(Missing(loaded, new ReverseCommand(5)));
    }

    [Fact]
    public void Missing_SeveralRequests_AreAllLookedThrough() => Assert.Equal(
        [new(RecordKind.Grant, 2), new(RecordKind.Reservation, 4)],
        Records.None.Missing(Account, [Build.Request(new ApplyCommand(1), new VoidCommand(2)), Build.Request(new VoidCommand(2), new ReleaseCommand(4))]));

    private static IReadOnlyCollection<RecordKey> Missing(Records records, Command command) => records.Missing(Account, [Build.Request(command)]);
}

namespace CreditFunctions.Reports.Tests;

public sealed class RollForwardTests
{
    private static readonly UnitFlows Agreeing = new("USD", 2, Opening: 1000, Granted: 500, Applied: 300, Reversed: 100, Expired: 50, Voided: 25, Closing: 1225);

    [Fact]
    public void Of_AgreeingShards_AreAddedUpByUnit()
    {
        var roll = Of(null, Agreeing, Agreeing, Flows("JPY", 0, opening: 7));
        Assert.Equal(["JPY", "USD"], roll.Keys);
        Assert.Equal(new UnitRollForward("20.00", "10.00", "6.00", "2.00", "1.00", "0.50", "24.50"), roll["USD"]);
        Assert.Equal("7", roll["JPY"].Closing);
    }

    [Fact]
    public void Of_OneCodeOfTwoPrecisions_AddsByValue() =>
        Assert.Equal("7.50", Of(null, Flows("hours", 0, opening: 5), Flows("hours", 2, opening: 250))["hours"].Closing);

    [Fact]
    public void Of_SumsBeyondLong_AreExact() =>
        Assert.Equal("184467440737095516.14", Of(null, Flows("USD", 2, long.MaxValue), Flows("USD", 2, long.MaxValue))["USD"].Opening);

    [Fact]
    public void Of_NoShards_IsEmpty() => Assert.Empty(Of(null));

    [Theory]
    [InlineData("opening", -1)]
    [InlineData("granted", -1)]
    [InlineData("applied", 1)]
    [InlineData("reversed", -1)]
    [InlineData("expired", 1)]
    [InlineData("voided", 1)]
    [InlineData("closing", 1)]
    public void Of_OneCentOffInATerm_SaysUnitShardAndHowMuch(string term, int moreIsTooMuch)
    {
        foreach (var cent in new[] { -1, 1 })
        {
            var flows = term switch
            {
                "opening" => Agreeing with { Opening = Agreeing.Opening + cent },
                "granted" => Agreeing with { Granted = Agreeing.Granted + cent },
                "applied" => Agreeing with { Applied = Agreeing.Applied + cent },
                "reversed" => Agreeing with { Reversed = Agreeing.Reversed + cent },
                "expired" => Agreeing with { Expired = Agreeing.Expired + cent },
                "voided" => Agreeing with { Voided = Agreeing.Voided + cent },
                _ => Agreeing with { Closing = Agreeing.Closing + cent },
            };
            var problem = Assert.Single(Assert.Throws<RollForwardException>(() => Of(null, Agreeing, flows)).Problems);
            Assert.StartsWith("USD in shard 01: opening ", problem, StringComparison.Ordinal);
            Assert.EndsWith($": 0.01 too {(cent * moreIsTooMuch > 0 ? "much" : "little")}.", problem, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Of_OneCentOff_SaysEveryTerm() =>
        Assert.Equal(
            "The roll-forward does not agree. USD in shard 00: opening 10.00 + granted 5.00 - applied 3.00 + reversed 1.00 - expired 0.50 - voided 0.25 is 12.25, but the accounts hold 12.26: 0.01 too much.",
            Assert.Throws<RollForwardException>(() => Of(null, Agreeing with { Closing = 1226 })).Message);

    [Fact]
    public void Of_ErrorsThatCancelOutBetweenShards_AreFound() =>
        Assert.Equal(2, Assert.Throws<RollForwardException>(() => Of(null, Agreeing with { Closing = 1226 }, Agreeing with { Closing = 1224 })).Problems.Count);

    [Theory]
    [InlineData("10.00")]
    [InlineData("10")]
    [InlineData("10.0000000000")]
    public void Of_OpeningWhereThePreviousClosed_Agrees(string closing) => Assert.Equal("12.25", Of(Closed("USD", closing), Agreeing)["USD"].Closing);

    [Theory]
    [InlineData("10.01", "USD: opening is 10.00, but the snapshot before closes with 10.01: 0.01 too little.")]
    [InlineData("9.99", "USD: opening is 10.00, but the snapshot before closes with 9.99: 0.01 too much.")]
    [InlineData("10.001", "USD: opening is 10.00, but the snapshot before closes with 10.001: 0.001 too little.")]
    [InlineData("ten", "USD: the snapshot before closes with 'ten', which is not a decimal.")]
    public void Of_OpeningElsewhere_SaysUnitAndHowMuch(string closing, string problem) =>
        Assert.Equal([problem], Assert.Throws<RollForwardException>(() => Of(Closed("USD", closing), Agreeing)).Problems);

    [Fact]
    public void Of_UnitThePreviousHadNot_MustOpenWithZero()
    {
        Assert.Equal("5", Of(Closed("USD", "0"), Flows("JPY", 0, opening: 0) with { Granted = 5, Closing = 5 })["JPY"].Closing);
        Assert.Equal(
            ["JPY: opening is 5, but the snapshot before closes with 0: 5 too much."],
            Assert.Throws<RollForwardException>(() => Of(Closed("USD", "0.00"), Flows("JPY", 0, opening: 5))).Problems);
    }

    [Fact]
    public void Of_UnitOnlyThePreviousHad_MustHaveClosedWithZero() =>
        Assert.Equal(["EUR: opening is 0, but the snapshot before closes with 1.00: 1 too little."], Assert.Throws<RollForwardException>(() => Of(Closed("EUR", "1.00"))).Problems);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Of_RandomSnapshotsInARow_FollowFromEachOther(int seed)
    {
        var random = new Random(seed);
        IReadOnlyDictionary<string, UnitRollForward>? previous = null;
        var closings = new Int128[8];
        for (var snapshot = 0; snapshot < 20; snapshot++)
        {
            var flows = new UnitFlows[closings.Length];
            for (var shard = 0; shard < closings.Length; shard++)
            {
                var of = Flows(shard % 2 == 0 ? "USD" : "hours", shard % 2 == 0 ? 2 : shard, 0) with { Opening = closings[shard] };
                of = of with { Granted = random.NextInt64(), Applied = random.Next(), Reversed = random.Next(), Expired = random.Next(), Voided = random.Next() };
                flows[shard] = of with { Closing = closings[shard] = of.Opening + of.Granted - of.Applied + of.Reversed - of.Expired - of.Voided };
            }

            previous = Of(previous, flows);
        }
    }

    private static UnitFlows Flows(string unit, int precision, long opening) => new(unit, precision, opening, 0, 0, 0, 0, 0, opening);

    private static Dictionary<string, UnitRollForward> Closed(string unit, string closing) => new(StringComparer.Ordinal) { [unit] = new("0", closing, "0", "0", "0", "0", closing) };

    private static IReadOnlyDictionary<string, UnitRollForward> Of(IReadOnlyDictionary<string, UnitRollForward>? previous, params UnitFlows[] shards) =>
        RollForward.Of(shards.Select((flows, shard) => (Convert.ToHexStringLower([(byte)shard]), (IEnumerable<UnitFlows>)[flows])), previous);
}

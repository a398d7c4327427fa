namespace CreditFunctions.Ledger.Tests;

public sealed class LocatedIdTests
{
    private const long MaxSeq = (1L << 53) - 1;

    [Theory]
    [InlineData(0, 0UL, 1, "grant_00000000000000000000000001")]
    [InlineData(255, ulong.MaxValue, MaxSeq, "grant_7zzzzzzzzzzzzzy7zzzzzzzzzz")]
    [InlineData(10, 0x0123456789ABCDEFUL, 1234, "grant_0a04hmasw9nf6yy0000000016j")]
    public void ToString_Id_IsThisText(int shard, ulong account, long seq, string text) =>
        Assert.Equal(text, new LocatedId(shard, account, seq).ToString(LocatedId.GrantPrefix));

    [Fact]
    public void TryParse_EveryShardAndBoundsOfTheRest_ComesBack()
    {
        foreach (var shard in Enumerable.Range(0, 256))
        {
            foreach (var account in new ulong[] { 0, 1, ulong.MaxValue >> 1, ulong.MaxValue })
            {
                foreach (var seq in new long[] { 1, 31, 32, MaxSeq - 1, MaxSeq })
                {
                    var id = new LocatedId(shard, account, seq);
                    Assert.True(LocatedId.TryParse(id.ToString(LocatedId.EntryPrefix), LocatedId.EntryPrefix, out var parsed));
                    Assert.Equal(id, parsed);
                }
            }
        }
    }

    // Each text names one id and each id has one text, or else two texts would answer for one entry.
    [Fact]
    public void TryParse_EveryCharacterThereIs_OnlyTheAlphabet() =>
        Assert.Equal(
            "0123456789abcdefghjkmnpqrstvwxyz".Order(),
            Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code)
                .Where(character => LocatedId.TryParse($"grant_00000000000000000000{character}00001", LocatedId.GrantPrefix, out _)));

    [Theory]
    [InlineData("")]
    [InlineData("grant_")]
    [InlineData("00000000000000000000000001")]
    [InlineData("entry_00000000000000000000000001")]
    [InlineData("GRANT_00000000000000000000000001")]
    [InlineData("grant_0000000000000000000000001")]
    [InlineData("grant_000000000000000000000000001")]
    [InlineData("grant_00000000000000000000000001 ")]
    [InlineData("grant_0000000000000000000000000i")]
    [InlineData("grant_0000000000000000000000000l")]
    [InlineData("grant_0000000000000000000000000o")]
    [InlineData("grant_0000000000000000000000000u")]
    [InlineData("grant_0000000000000000000000000A")]
    [InlineData("grant_0000000000000000000000000-")]
    [InlineData("grant_0000000000000000000000000é")]
    public void TryParse_BadText_IsFalse(string text) => Assert.False(LocatedId.TryParse(text, LocatedId.GrantPrefix, out _));

    [Theory]
    [InlineData("grant_80000000000000000000000001")]
    [InlineData("grant_z0000000000000000000000001")]
    [InlineData("grant_zzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void TryParse_MoreThan128Bits_IsFalse(string text) => Assert.False(LocatedId.TryParse(text, LocatedId.GrantPrefix, out _));

    [Theory]
    [InlineData("grant_00000000000000000000000000")]
    [InlineData("grant_00000000000000080000000000")]
    [InlineData("grant_000000000000001zzzzzzzzzzz")]
    public void TryParse_SeqOutOfBounds_IsFalse(string text) => Assert.False(LocatedId.TryParse(text, LocatedId.GrantPrefix, out _));
}

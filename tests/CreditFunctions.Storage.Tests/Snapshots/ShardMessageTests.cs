using CreditFunctions.Reports;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Storage.Tests.Snapshots;

public sealed class ShardMessageTests
{
    private const string Text = """{"business":"biz","slot":"20261121T020000Z","shard":15}""";

    private static SnapshotId Slot => SnapshotId.TryParse("20261121T020000Z", out var slot) ? slot : throw new FormatException();

    [Fact]
    public void ToJson_Message_IsTheFormat() => Assert.Equal(Text, new ShardMessage("biz", Slot, 15).ToJson());

    [Fact]
    public void Parse_Message_IsRead() => Assert.Equal(new ShardMessage("biz", Slot, 15), ShardMessage.Parse(Text));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"business":null,"slot":"20261121T020000Z","shard":1}""")]
    [InlineData("""{"business":"biz","slot":"yesterday","shard":1}""")]
    [InlineData("""{"business":"biz","slot":"20261121T020000Z","shard":"1"}""")]
    [InlineData("""{"business":"biz","slot":"20261121T020000Z","shard":1.5}""")]
    [InlineData("""{"business":"biz","slot":"20261121T020000Z","shard":1,"shard":2}""")]
    [InlineData("""{"business":"biz","slot":"20261121T020000Z","shard":1,"other":2}""")]
    public void Parse_NoMessage_Throws(string text) => Assert.Throws<FormatException>(() => ShardMessage.Parse(text));
}

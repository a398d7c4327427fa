namespace CreditFunctions.Reports.Tests;

public sealed class SnapshotIdTests
{
    [Theory]
    [InlineData("2026-11-21T02:00:00Z", "20261121T020000Z", "2026/11/21/020000Z")]
    [InlineData("1970-01-01T00:00:00Z", "19700101T000000Z", "1970/01/01/000000Z")]
    [InlineData("9999-12-31T23:59:59Z", "99991231T235959Z", "9999/12/31/235959Z")]
    [InlineData("2028-02-29T12:34:56Z", "20280229T123456Z", "2028/02/29/123456Z")]
    public void Id_OfASlot_ReadsBackFromIdAndPath(string slot, string id, string path)
    {
        var snapshot = new SnapshotId(SampleRows.Time(slot));
        Assert.Equal((id, path), (snapshot.ToString(), snapshot.Path));
        Assert.True(SnapshotId.TryParse(id, out var fromId));
        Assert.True(SnapshotId.TryParsePath(path, out var fromPath));
        Assert.Equal((snapshot, snapshot), (fromId, fromPath));
    }

    [Theory]
    [InlineData("")]
    [InlineData("20261121T020000")]
    [InlineData("20261121T020000z")]
    [InlineData("20261121T020000+00:00")]
    [InlineData(" 20261121T020000Z")]
    [InlineData("20261121T240000Z")]
    [InlineData("20260229T000000Z")]
    [InlineData("19691231T235959Z")]
    [InlineData("2026/11/21/020000Z")]
    [InlineData("../20261121T020000Z")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(SnapshotId.TryParse(text, out _));

    [Theory]
    [InlineData("2026/11/21/020000")]
    [InlineData("2026-11-21-020000Z")]
    [InlineData("2026/1/21/020000Z")]
    [InlineData("20261121T020000Z")]
    public void TryParsePath_AnythingElse_IsRefused(string text) => Assert.False(SnapshotId.TryParsePath(text, out _));

    [Fact]
    public void Id_OfAFractionOfASecond_Throws() =>
        Assert.Throws<ArgumentException>(() => new SnapshotId(SampleRows.Time("2026-11-21T02:00:00.5Z")));

    [Fact]
    public void At_FractionOfASecond_CutsIt() =>
        Assert.Equal("20261121T020000Z", SnapshotId.At(SampleRows.Time("2026-11-21T02:00:00.999999Z")).ToString());
}

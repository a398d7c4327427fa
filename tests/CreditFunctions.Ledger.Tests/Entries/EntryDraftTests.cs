namespace CreditFunctions.Ledger.Tests;

public sealed class EntryDraftTests
{
    [Fact]
    public void AvailableChange_MovesBothWays_IsTheirDifference()
    {
        var draft = new EntryDraft(
            EntryType.Lapse,
            0,
            Build.At(0),
            Build.At(0),
            [new(1, null, Bucket.Available, 7), new(2, Bucket.Available, Bucket.Applied, 5), new(3, Bucket.Pending, Bucket.Available, 1), new(4, null, Bucket.Pending, 9)],
            null);

        Assert.Equal(3, draft.AvailableChange);
    }
}

namespace CreditFunctions.Ledger.Tests;

public sealed class TotalsTests
{
    private static readonly Totals Six = new(1, 2, 3, 4, 5, 6);

    [Fact]
    public void Granted_Totals_IsTheSumOfAllBuckets() => Assert.Equal(21, Six.Granted);

    [Fact]
    public void Outstanding_Totals_IsPendingAvailableAndReserved() => Assert.Equal(6, Six.Outstanding);

    [Theory]
    [InlineData(Bucket.Pending, 1)]
    [InlineData(Bucket.Available, 2)]
    [InlineData(Bucket.Reserved, 3)]
    [InlineData(Bucket.Applied, 4)]
    [InlineData(Bucket.Expired, 5)]
    [InlineData(Bucket.Voided, 6)]
    public void Indexer_Bucket_IsWhatStandsInIt(Bucket bucket, long amount) => Assert.Equal(amount, Six[bucket]);

    [Fact]
    public void Enter_EveryBucket_ChangesThatBucketOnly()
    {
        foreach (var bucket in Enum.GetValues<Bucket>())
        {
            var after = Six.Enter(bucket, 10);
            Assert.All(Enum.GetValues<Bucket>(), one => Assert.Equal(Six[one] + (one == bucket ? 10 : 0), after[one]));
        }
    }

    [Fact]
    public void Move_EveryPairOfBuckets_ChangesThoseTwoOnly()
    {
        foreach (var from in Enum.GetValues<Bucket>())
        {
            foreach (var to in Enum.GetValues<Bucket>())
            {
                var after = Six.Move(from, to, 1);
                Assert.All(
                    Enum.GetValues<Bucket>(),
                    one => Assert.Equal(Six[one] - (one == from ? 1 : 0) + (one == to ? 1 : 0), after[one]));
            }
        }
    }

    [Fact]
    public void Move_AllThereIs_LeavesNothing() => Assert.Equal(0, Six.Move(Bucket.Available, Bucket.Applied, 2).Available);

    [Fact]
    public void Move_MoreThanThereIs_Throws() =>
        Assert.Throws<InvalidOperationException>(() => Six.Move(Bucket.Available, Bucket.Applied, 3));

    [Fact]
    public void Move_Negative_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Six.Move(Bucket.Available, Bucket.Applied, -1));

    [Fact]
    public void Enter_Negative_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Six.Enter(Bucket.Available, -1));

    [Fact]
    public void Enter_UpToTheLargest_IsFine() =>
        Assert.Equal(long.MaxValue, default(Totals).Enter(Bucket.Pending, long.MaxValue - 1).Enter(Bucket.Available, 1).Granted);

    [Theory]
    [InlineData(Bucket.Pending)]
    [InlineData(Bucket.Available)]
    public void Enter_PastTheLargest_Throws(Bucket to) =>
        Assert.Throws<OverflowException>(() => default(Totals).Enter(Bucket.Pending, long.MaxValue).Enter(to, 1));

    [Fact]
    public void Granted_BucketsThatAddUpToTooMuch_Throws() =>
        Assert.Throws<OverflowException>(() => new Totals(long.MaxValue, 0, 0, 0, 0, 1).Granted);
}

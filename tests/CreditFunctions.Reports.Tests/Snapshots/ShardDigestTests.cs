using System.Security.Cryptography;

namespace CreditFunctions.Reports.Tests;

public sealed class ShardDigestTests
{
    [Fact]
    public void ToRecord_NoAccounts_IsTheHashOfNothing() =>
        Assert.Equal(new ShardRecord("00", 0, Convert.ToHexStringLower(SHA256.HashData([]))), Digest(0));

    [Fact]
    public void ToRecord_OneAccount_HashesKeySeqAndHeadWithLengths()
    {
        byte[] expected = [0, 0, 0, 0, 0, 0, 0, 1, (byte)'a', 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 2, 8, 9];
        Assert.Equal(new ShardRecord("ff", 1, Convert.ToHexStringLower(SHA256.HashData(expected))), Digest(255, ("a", 258, [8, 9])));
    }

    [Fact]
    public void ToRecord_AnyPartChanged_ChangesTheDigest()
    {
        string[] digests =
        [
            Digest(0, ("a", 1, [1]), ("b", 1, [1])).Digest,
            Digest(0, ("a", 2, [1]), ("b", 1, [1])).Digest,
            Digest(0, ("a", 1, [2]), ("b", 1, [1])).Digest,
            Digest(0, ("a", 1, [1]), ("c", 1, [1])).Digest,
            Digest(0, ("a", 1, [1])).Digest,
        ];
        Assert.Equal(digests.Length, digests.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("b", "a")]
    [InlineData("a", "a")]
    [InlineData("a", "Z")]
    public void Append_KeyNotAfterTheLast_Throws(string first, string second) =>
        Assert.Throws<InvalidOperationException>(() => Digest(0, (first, 1, []), (second, 1, [])));

    private static ShardRecord Digest(byte shard, params (string Key, long Seq, byte[] Head)[] accounts)
    {
        using var digest = new ShardDigest();
        foreach (var (key, seq, head) in accounts)
        {
            digest.Append(key, seq, head);
        }

        return digest.ToRecord(shard);
    }
}

namespace CreditFunctions.Reports.Tests;

public sealed class Crc32CTests
{
    /// <summary>The check value of the catalogue of CRCs, and those of RFC 3720, B.4.</summary>
    [Fact]
    public void Of_KnownBytes_IsTheKnownChecksum()
    {
        Assert.Equal(0xe3069283, Crc32C.Of("123456789"u8));
        Assert.Equal(0xe3069283, Crc32C.Of("1234"u8, "56789"u8));
        Assert.Equal(0x8a9136aau, Crc32C.Of(new byte[32]));
        Assert.Equal(0x46dd794eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(static value => (byte)value)]));
    }
}

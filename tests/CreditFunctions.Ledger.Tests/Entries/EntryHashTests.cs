namespace CreditFunctions.Ledger.Tests;

public sealed class EntryHashTests
{
    private const string Abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public void Of_Bytes_IsTheirSha256() => Assert.Equal(Abc, EntryHash.Of("abc"u8).ToString());

    [Fact]
    public void Parse_WhatToStringWrote_ComesBack() => Assert.Equal(EntryHash.Of("abc"u8), EntryHash.Parse(Abc));

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015adff")]
    [InlineData("xx7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void Parse_AnythingElse_Throws(string text) => Assert.Throws<FormatException>(() => EntryHash.Parse(text));

    [Fact]
    public void Parse_HexadecimalOfAnotherLength_SaysHowLongAHashIs() =>
        Assert.Equal("A hash has 64 hexadecimal digits.", Assert.Throws<FormatException>(() => EntryHash.Parse("ab")).Message);

    [Theory]
    [InlineData("acme", "c-1", "default", "EUR", 2, "ef637c36de8cd44b8922ae261aa926dbe62ae5da309e43c316ebe2b842375364")]
    [InlineData("acme", "c-1", "minutes", "hours", 0, "939a9ae7bc5a0b68eb52f7fff1f6bf42b21e741c56a085dfea381a7de0233ba1")]
    public void Genesis_Account_IsFixedForEver(string business, string customer, string entitlement, string unit, int precision, string hash) =>
        Assert.Equal(hash, EntryHash.Genesis(new(business, customer, entitlement, unit), new(unit, precision)).ToString());

    // No chain may be moved to another account, or be read with other decimals.
    [Fact]
    public void Genesis_EachPartOfTheName_ChangesIt()
    {
        var key = Build.Key;
        EntryHash[] all =
        [
            EntryHash.Genesis(key, Build.Euro),
            EntryHash.Genesis(key with { Business = "b" }, Build.Euro),
            EntryHash.Genesis(key with { Customer = "c-2" }, Build.Euro),
            EntryHash.Genesis(key with { Entitlement = "promo" }, Build.Euro),
            EntryHash.Genesis(key with { Unit = "USD" }, Build.Euro),
            EntryHash.Genesis(key, Build.Euro with { Precision = 3 }),
        ];

        Assert.Equal(all.Length, all.Distinct().Count());
    }
}

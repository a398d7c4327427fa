namespace CreditFunctions.Storage.Tests;

public sealed class NameRulesTests
{
    [Theory]
    [InlineData("abc")]
    [InlineData("Credits2")]
    public void CheckTable_Name_IsGivenBack(string name) => Assert.Equal(name, NameRules.CheckTable(name));

    [Theory]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("2abc")]
    [InlineData("a-bc")]
    [InlineData("a/bc")]
    [InlineData("credits\n")]
    [InlineData("crédits")]
    public void CheckTable_NoName_Throws(string name) => Assert.Throws<ArgumentException>(() => NameRules.CheckTable(name));

    [Fact]
    public void CheckTable_TooLong_Throws() => Assert.Throws<ArgumentException>(() => NameRules.CheckTable(new string('a', 64)));

    [Theory]
    [InlineData("abc")]
    [InlineData("1-b-3")]
    public void CheckContainer_Name_IsGivenBack(string name) => Assert.Equal(name, NameRules.CheckContainer(name));

    [Theory]
    [InlineData("ab")]
    [InlineData("Abc")]
    [InlineData("-abc")]
    [InlineData("abc-")]
    [InlineData("a--b")]
    [InlineData("a_bc")]
    [InlineData("$logs")]
    public void CheckContainer_NoName_Throws(string name) => Assert.Throws<ArgumentException>(() => NameRules.CheckContainer(name));
}

namespace CreditFunctions.Ledger.Tests.Ids;

public sealed class ExternalIdTests
{
    [Fact]
    public void Hash_OfAnId_IsPartOfTheFormat() =>
        Assert.Equal("262e8a3bd5ddebbe63bb01f5313a2dd7afcfc5e94f52fdff64d09022134c5b34", new ExternalId("crm", "0012").Hash);

    [Theory]
    [InlineData("crm:0012", "crm", "0012")]
    [InlineData("crm:a:b", "crm", "a:b")]
    [InlineData("A.b_c-9: ü", "A.b_c-9", " ü")]
    public void TryParse_GoodText_IsSystemAndId(string text, string system, string value)
    {
        Assert.True(ExternalId.TryParse(text, out var id));
        Assert.Equal((new(system, value), text), (id, id.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("crm")]
    [InlineData("crm:")]
    [InlineData(":1")]
    [InlineData("c m:1")]
    [InlineData("crm:a\nb")]
    public void TryParse_BadText_IsRefused(string text) => Assert.False(ExternalId.TryParse(text, out _));
}

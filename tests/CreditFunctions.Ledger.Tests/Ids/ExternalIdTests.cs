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

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(40, 255, true)]
    [InlineData(41, 255, false)]
    [InlineData(40, 256, false)]
    public void TryParse_Lengths_AreBounded(int system, int value, bool good) =>
        Assert.Equal(good, ExternalId.TryParse($"{new string('s', system)}:{new string('v', value)}", out _));

    [Fact]
    public void Of_Object_IsAllItsPairs() => Assert.Equal([new("crm", "1"), new("erp", "2")], ExternalId.Of(Ids(("crm", "1"), ("erp", "2"))));

    [Fact]
    public void Broken_None_IsNone() => Assert.Null(ExternalId.Broken(null));

    [Fact]
    public void Broken_TenGoodOnes_IsNone() => Assert.Null(ExternalId.Broken(Many(10)));

    [Fact]
    public void Broken_ElevenOfThem_SaysHowManyAreAllowed() => Assert.Equal(
        new Refusal(RefusalCodes.InvalidField, "external_ids has 11 pairs; at most 10 are allowed.", "external_ids"), ExternalId.Broken(Many(11)));

    [Fact]
    public void Broken_SystemWithAColon_SaysTheRule() => Assert.Equal(
        new Refusal(RefusalCodes.InvalidField, "external_ids has a system whose name is not 1 to 40 of the characters A-Z a-z 0-9 _ . -.", "external_ids"),
        ExternalId.Broken(Ids(("good", "1"), ("c:rm", "1"))));

    [Fact]
    public void Broken_IdWithAControlCharacter_NamesItsSystem() => Assert.Equal(
        new Refusal(RefusalCodes.InvalidField, "external_ids.crm is not 1 to 255 characters, none of them a control character.", "external_ids.crm"),
        ExternalId.Broken(Ids(("crm", "a\tb"))));

    private static Dictionary<string, string> Ids(params (string System, string Value)[] ids) => ids.ToDictionary(id => id.System, id => id.Value, StringComparer.Ordinal);

    private static Dictionary<string, string> Many(int count) => Ids([.. Enumerable.Range(0, count).Select(n => ($"s{n}", "1"))]);
}

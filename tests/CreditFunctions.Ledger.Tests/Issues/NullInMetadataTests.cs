namespace CreditFunctions.Ledger.Tests.Issues;

/// <summary>JSON can carry <c>{"metadata":{"a":null}}</c>, which no nullability annotation stops; it was an exception instead of a refusal.</summary>
public sealed class NullInMetadataTests
{
    [Fact]
    public void BrokenMetadata_NullValue_NamesTheField()
    {
        var refusal = CommandRules.BrokenMetadata(new Dictionary<string, string>(StringComparer.Ordinal) { ["a"] = null! });

        Assert.Equal(("invalid_field", "metadata.a"), (refusal?.Code, refusal?.Field));
    }
}

using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Telemetry;

/// <summary>What every test of the whole program finds in its log, if it is there.</summary>
public sealed class SecretsTests
{
    [Theory]
    [InlineData("key cf_Ab1-x is unknown")]
    [InlineData("GET https://a.blob.core.windows.net/reports/x?sv=1&sig=abc%3D")]
    [InlineData("header Bearer abc")]
    [InlineData("token eyJhbGciOiJIUzI1NiJ9.e30.x")]
    [InlineData("AccountName=a;AccountKey=b")]
    [InlineData("SharedKey a:b")]
    [InlineData("customer anna.b+c@example.com")]
    public void Line_WithASecret_IsFound(string line) => Assert.NotNull(Secrets.In(line));

    [Theory]
    [InlineData("Snapshot of credit-balances as of 2026-11-22T02:00:00Z is there for biz_test.")]
    [InlineData("Storage failed with status 403, code AuthenticationFailed.")]
    public void Line_WithoutOne_IsNot(string line) => Assert.Null(Secrets.In(line));
}

using CreditFunctions.Dialects;
using CreditFunctions.Settings;
using CreditFunctions.Tests.Application;
using Microsoft.Extensions.Configuration;

namespace CreditFunctions.Tests.Dialects;

public sealed class RequestRatesTests
{
    private readonly FakeClock clock = new();

    [Fact]
    public void Take_UpToTheLimit_CountsDown()
    {
        var rates = Rates(("stripe:RequestsPerMinute", "2"));

        Assert.Equal([1, 0], Enumerable.Range(0, 2).Select(_ => Remaining(rates, "biz_a")));
    }

    [Fact]
    public void Take_BeyondTheLimit_IsRefusedUntilTheNextMinute()
    {
        var rates = Rates(("stripe:RequestsPerMinute", "1"));
        _ = Remaining(rates, "biz_a");
        clock.Advance(TimeSpan.FromSeconds(20));

        var problem = rates.Take(Dialect("stripe"), "biz_a", out var rate);

        Assert.Equal((429, "too_many_requests", 40, 0), (problem!.Status, problem.Code, problem.RetryAfter, rate!.Remaining));
        Assert.Equal(clock.GetUtcNow().AddSeconds(40).ToUnixTimeSeconds(), rate.ResetsAt);
        clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(rates.Take(Dialect("stripe"), "biz_a", out _));
    }

    [Fact]
    public void Take_AnotherBusinessOrDialect_CountsForItself()
    {
        var rates = Rates(("stripe:RequestsPerMinute", "1"), ("dodo:RequestsPerMinute", "1"));
        _ = Remaining(rates, "biz_a");

        Assert.Null(rates.Take(Dialect("stripe"), "biz_b", out _));
        Assert.Null(rates.Take(Dialect("dodo"), "biz_a", out _));
    }

    [Fact]
    public void Take_NoLimitSet_NeverRefuses()
    {
        var rates = Rates();

        Assert.All(Enumerable.Range(0, 1000), _ => Assert.Null(rates.Take(Dialect("stripe"), "biz_a", out var rate) ?? (object?)rate));
    }

    [Fact]
    public void Settings_LimitOutOfBounds_IsNamed()
    {
        var error = Assert.Throws<SettingsException>(() => Rates(("dodo:RequestsPerMinute", "-1")));

        Assert.Equal("dodo:RequestsPerMinute is '-1'; allowed is a whole number from 0 to 1000000.", error.Message);
    }

    private static Dialect Dialect(string name) => DialectTable.All.Single(dialect => dialect.Name == name);

    private static int Remaining(RequestRates rates, string business) => rates.Take(Dialect("stripe"), business, out var rate) is null ? rate!.Remaining : -1;

    private RequestRates Rates(params (string Name, string Value)[] settings) => new(
        ProgramSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build()), clock);
}

using CreditFunctions.Settings;
using CreditFunctions.Tests.Application;
using Microsoft.Extensions.Configuration;

namespace CreditFunctions.Tests.Settings;

public sealed class FunctionTimeoutTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("00:05:00", """{"functionTimeout":"00:10:00"}""", "00:05:00")]
    [InlineData(null, """{"functionTimeout":"00:10:00"}""", "00:10:00")]
    [InlineData("", """{"functionTimeout":"01:00:00", /* an hour */ }""", "01:00:00")]
    [InlineData(null, """{"version":"2.0"}""", "00:30:00")]
    [InlineData(null, null, "00:30:00")]
    [InlineData("-1", """{"functionTimeout":"00:10:00"}""", null)]
    [InlineData(null, """{"functionTimeout":"-1"}""", null)]
    public void Read_OfWhatIsSet_IsTheHosts(string? setting, string? file, string? expected)
    {
        var errors = new List<string>();

        var limit = Read(setting, file, errors);

        Assert.Empty(errors);
        Assert.Equal(expected, limit?.ToString());
    }

    [Theory]
    [InlineData("soon", null, "AzureFunctionsJobHost__functionTimeout is 'soon'; allowed is a time of at least a second such as '00:10:00', or -1 for no limit.")]
    [InlineData("00:00:00", null, "AzureFunctionsJobHost__functionTimeout is '00:00:00'; allowed")]
    [InlineData(null, """{"functionTimeout":"ten"}""", "functionTimeout of ")]
    [InlineData(null, "{", "host.json cannot be read: ")]
    public void Read_OfWhatIsNotAllowed_IsAnError(string? setting, string? file, string error)
    {
        var errors = new List<string>();

        _ = Read(setting, file, errors);

        Assert.Contains(error, Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00:10:00", "00:06:00")]
    [InlineData("00:00:10", "00:00:06")]
    [InlineData("10:00:00", "00:10:00")]
    [InlineData(null, null)]
    public void Piece_OfALimit_EndsBeforeIt(string? limit, string? left)
    {
        using var piece = FunctionTimeout.NewPiece(limit is null ? null : TimeSpan.Parse(limit, System.Globalization.CultureInfo.InvariantCulture), new FakeClock(), CancellationToken.None);

        Assert.Equal(left, piece.Left == Timeout.InfiniteTimeSpan ? null : piece.Left.ToString());
    }

    private TimeSpan? Read(string? setting, string? file, List<string> errors)
    {
        if (file is not null)
        {
            File.WriteAllText(Path.Combine(folder, "host.json"), file);
        }

        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("AzureFunctionsJobHost:functionTimeout", setting)]).Build();
        return FunctionTimeout.Read(configuration, folder, errors);
    }
}

using System.Text.Json;
using CreditFunctions.Tests.Application;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace CreditFunctions.Tests.Telemetry;

/// <summary>The lines of the console.</summary>
public sealed class ConsoleLogTests
{
    private const string Text = "Business \"biz_é\" has\nfailed.";

    [Fact]
    public async Task Event_UnderTheHost_IsOneJsonObjectOnOneLine()
    {
        await using var app = await CreditApplication.StartUnderHostAsync();

        var line = Line(app, new InvalidOperationException("why\nand where"));

        Assert.Equal(1, line.Count(static character => character == '\n'));
        Assert.EndsWith("}\n", line, StringComparison.Ordinal);
        Assert.All(line, static character => Assert.InRange(character, '\n', '~'));
        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal((2002, "Error", "CreditFunctions.Timers", Text), (
            json.GetProperty("EventId").GetInt32(), json.GetProperty("LogLevel").GetString(), json.GetProperty("Category").GetString(), json.GetProperty("Message").GetString()));
        Assert.Equal("biz_é", json.GetProperty("State").GetProperty("Business").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", json.GetProperty("Timestamp").GetString());
        Assert.Contains("why", json.GetProperty("Exception").GetString(), StringComparison.Ordinal);
        Assert.False(json.TryGetProperty("Scopes", out _));
    }

    [Fact]
    [DirectOnly("Under a host the lines are for the host.")]
    public async Task Event_Standalone_IsForPeople()
    {
        await using var app = await CreditApplication.StartAsync();

        Assert.StartsWith("fail: CreditFunctions.Timers[2002]", Line(app, null), StringComparison.Ordinal);
    }

    /// <summary>What the formatter in use makes of an event.</summary>
    private static string Line(CreditApplication app, Exception? exception)
    {
        var name = app.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName ?? ConsoleFormatterNames.Simple;
        var formatter = app.Services.GetServices<ConsoleFormatter>().Single(one => one.Name == name);
        using var text = new StringWriter { NewLine = "\n" };
        KeyValuePair<string, object?>[] state = [new("Business", "biz_é"), new("{OriginalFormat}", "Business \"{Business}\" has\nfailed.")];
        formatter.Write(new LogEntry<KeyValuePair<string, object?>[]>(LogLevel.Error, "CreditFunctions.Timers", new(2002), state, exception, static (_, _) => Text), null, text);
        return text.ToString();
    }
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CreditFunctions.Tests.Application;

/// <summary>What the program has logged: id and level of the event, and its text. Whatever the level, it is looked through for secrets.</summary>
internal sealed class LoggedLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> lines = new();
    private readonly ConcurrentQueue<string> leaks = new();

    public IReadOnlyCollection<string> All => lines;

    /// <summary>Events that hold what no log may.</summary>
    public IReadOnlyCollection<string> Leaks => leaks;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull =>
        null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{eventId.Id} {logLevel} {formatter(state, exception)}";
        if (Secrets.In($"{line} {exception}") is { } secret)
        {
            leaks.Enqueue($"{secret} in: {line}");
        }

        if (logLevel >= LogLevel.Warning)
        {
            lines.Enqueue(line);
        }
    }

    public void Dispose()
    {
    }
}

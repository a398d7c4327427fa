using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CreditFunctions.Tests.Application;

/// <summary>What the program has logged: id and level of the event, and its text.</summary>
internal sealed class LoggedLines : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyCollection<string> All => lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull =>
        null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            lines.Enqueue($"{eventId.Id} {logLevel} {formatter(state, exception)}");
        }
    }

    public void Dispose()
    {
    }
}

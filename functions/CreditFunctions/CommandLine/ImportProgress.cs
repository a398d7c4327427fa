using System.Globalization;

namespace CreditFunctions.CommandLine;

/// <summary>Shows how far something is: a bar that moves on a terminal, a line every tenth elsewhere.</summary>
internal sealed class ImportProgress(TextWriter output, bool isTerminal)
{
    private const int Width = 40;
    private const int Columns = 100;

    private (string Label, int Step) shown = ("", -1);

    /// <summary>Shows a part of 100, if that is news.</summary>
    public async Task ShowAsync(string label, int percent, string rest)
    {
        var step = isTerminal ? percent : percent / 10;
        if (!isTerminal && shown == (label, step))
        {
            return;
        }

        shown = (label, step);
        var filled = percent * Width / 100;
        await output.WriteAsync(isTerminal
            ? string.Create(CultureInfo.InvariantCulture, $"\r{label,-10} [{new string('#', filled)}{new string('.', Width - filled)}] {percent,3}%  {rest}").PadRight(Columns)
            : string.Create(CultureInfo.InvariantCulture, $"{label,-10} {percent,3}%  {rest}\n"));
    }

    /// <summary>What is written next has a line of its own.</summary>
    public Task EndAsync() => isTerminal && shown.Step >= 0 ? output.WriteLineAsync() : Task.CompletedTask;
}

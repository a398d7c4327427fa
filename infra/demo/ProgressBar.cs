using System.Globalization;

namespace CreditFunctions.Demo;

/// <summary>A bar on a terminal, a line every tenth elsewhere.</summary>
/// <param name="total">How much there is to do.</param>
public sealed class ProgressBar(int total)
{
    private const int Width = 40;
    private readonly Lock gate = new();
    private int shown;

    /// <summary>Shows how much is done, if that is news.</summary>
    public void Show(int done)
    {
        lock (gate)
        {
            var part = done * (Console.IsOutputRedirected ? 10 : Width * 2) / total;
            if (part <= shown)
            {
                return;
            }

            shown = part;
            var text = string.Create(CultureInfo.InvariantCulture, $"Demo data    {done:N0} of {total:N0} customers");
            if (Console.IsOutputRedirected)
            {
                Console.WriteLine(text);
            }
            else
            {
                var filled = done * Width / total;
                Console.Write($"\rDemo data    [{new string('#', filled)}{new string('.', Width - filled)}] {text["Demo data    ".Length..]}");
            }
        }
    }

    /// <summary>Puts a last line in the bar's place.</summary>
    public static void End(string text) => Console.WriteLine(Console.IsOutputRedirected ? text : "\r" + text.PadRight(Width + 50));
}

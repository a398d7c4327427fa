using System.Globalization;
using System.Text.Json;
using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Settings;

/// <summary>
/// How long the Functions host lets a call take before it kills the program: a setting of its own, else <c>functionTimeout</c> of <c>host.json</c> in the working directory, else 30 minutes. A run is cut into pieces that end
/// well before.
/// </summary>
internal static class FunctionTimeout
{
    private const string Property = "functionTimeout";
    private const string Unlimited = "-1";
    private const double PieceShare = 0.60;
    private const double GraceShare = 0.25;

    private static readonly TimeSpan ByDefault = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPiece = TimeSpan.FromMinutes(10);
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads it; null: there is no limit.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="folder">Where <c>host.json</c> is.</param>
    /// <param name="errors">Gets what is not allowed.</param>
    public static TimeSpan? Read(IConfiguration configuration, string folder, List<string> errors)
    {
        var set = configuration[ProgramSettings.FunctionTimeoutName.Replace("__", ":", StringComparison.Ordinal)];
        return string.IsNullOrEmpty(set) ? OfFile(Path.Combine(folder, "host.json"), errors) : Parse(ProgramSettings.FunctionTimeoutName, set, errors);
    }

    /// <summary>Begins the piece of a run that fits into one call.</summary>
    /// <param name="limit">How long a call may take; null: there is no limit.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public static Piece NewPiece(TimeSpan? limit, TimeProvider clock, CancellationToken cancellationToken) => limit is { } time
        ? new(clock, time * PieceShare < LongestPiece ? time * PieceShare : LongestPiece, time * GraceShare, cancellationToken)
        : Piece.Unlimited(clock, cancellationToken);

    private static TimeSpan? OfFile(string file, List<string> errors)
    {
        if (!File.Exists(file))
        {
            return ByDefault;
        }

        try
        {
            using var host = JsonDocument.Parse(File.ReadAllBytes(file), Lenient);
            return host.RootElement.ValueKind == JsonValueKind.Object && host.RootElement.TryGetProperty(Property, out var limit)
                ? Parse($"{Property} of {file}", limit.ToString(), errors)
                : ByDefault;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            errors.Add($"{file} cannot be read: {exception.Message}");
            return ByDefault;
        }
    }

    private static TimeSpan? Parse(string name, string text, List<string> errors)
    {
        if (text == Unlimited)
        {
            return null;
        }

        if (TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var time) && time >= Least)
        {
            return time;
        }

        errors.Add($"{name} is '{text}'; allowed is a time of at least a second such as '00:10:00', or -1 for no limit.");
        return ByDefault;
    }
}

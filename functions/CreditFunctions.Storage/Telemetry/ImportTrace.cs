using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Imports;

namespace CreditFunctions.Storage.Telemetry;

/// <summary>Imports as they are told of.</summary>
internal static class ImportTrace
{
    /// <summary>Does the lines between two checkpoints.</summary>
    public static async Task<ChunkResult> ChunkAsync(Business business, int lines, Func<Task<ChunkResult>> doAsync)
    {
        using var span = Spans.Begin(Spans.ImportChunk, business.Id)?.SetTag("lines", lines);
        var result = await doAsync();
        span?.SetTag("rejected", result.Counts.Rejected);
        return result;
    }

    /// <summary>Counts lines whose checkpoint is written: each once.</summary>
    public static void Done(ImportCounts counts)
    {
        Count("customer", counts.Customers);
        Count("command", counts.Commands);
        Count("repeated", counts.Repeated);
        Count("rejected", counts.Rejected);
    }

    private static void Count(string outcome, long lines)
    {
        if (lines > 0)
        {
            Metrics.ImportLines.Add(lines, new KeyValuePair<string, object?>("outcome", outcome));
        }
    }
}

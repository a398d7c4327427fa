using System.Collections.Concurrent;
using CreditFunctions.Authentication;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Imports;

namespace CreditFunctions.Imports;

/// <summary>Does the lines of a chunk: many customers at once, and those of each in their order.</summary>
internal sealed class ImportWork(CreditStore store, CustomerStore customers, Committer committer, CachedDirectory directory, TimeProvider clock)
{
    private const int CustomersAtOnce = 32;

    /// <summary>A <see cref="ChunkWork"/>.</summary>
    public async Task<ChunkResult> DoAsync(ImportChunk chunk, CancellationToken cancellationToken)
    {
        CsvColumns? columns = null;
        if (chunk.Header is { } header && CsvColumns.Read(header.Content.Span, out columns) is { } wrong)
        {
            // It was read when it was sent, perhaps by another version.
            throw new InvalidOperationException(wrong.Detail);
        }

        var unreadable = new List<RejectedLine>();
        var byCustomer = new Dictionary<string, List<ImportLine>>(StringComparer.Ordinal);
        try
        {
            foreach (var source in chunk.Lines)
            {
                if (ImportLine.Read(source, columns, out var line) is { } problem)
                {
                    unreadable.Add(problem.Of(source));
                    continue;
                }

                if (!byCustomer.TryGetValue(line!.Customer, out var lines))
                {
                    byCustomer.Add(line.Customer, lines = []);
                }

                lines.Add(line);
            }

            var results = new ConcurrentBag<ChunkResult> { new(new(0, 0, 0, unreadable.Count), unreadable) };
            await Parallel.ForEachAsync(
                byCustomer,
                new ParallelOptions { MaxDegreeOfParallelism = CustomersAtOnce, CancellationToken = cancellationToken },
                async (one, stop) => results.Add(await new CustomerLines(chunk, store, customers, committer, directory, clock, one.Key).DoAsync(one.Value, stop)));
            return new(
                results.Aggregate(default(ImportCounts), (sum, result) => sum + result.Counts),
                [.. results.SelectMany(result => result.Rejected).OrderBy(rejected => rejected.Line.Number)]);
        }
        finally
        {
            byCustomer.Values.SelectMany(lines => lines).ToList().ForEach(line => line.Dispose());
        }
    }
}

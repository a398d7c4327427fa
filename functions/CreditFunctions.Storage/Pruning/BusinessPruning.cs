using CreditFunctions.Ledger;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Pruning;

/// <summary>
/// Removes all of a business that is no longer kept, step by step. What is removed is not found again, so whoever goes on, at whatever step, twice at once or after a crash, comes to the same end. Nothing is
/// touched that an open run, an open import or a request under way may need.
/// </summary>
public sealed class BusinessPruning
{
    private readonly ITable credits;
    private readonly ITable directory;
    private readonly SnapshotPruning snapshots;
    private readonly ShardPruning shards;
    private readonly ImportPruning imports;
    private readonly TimeProvider clock;
    private readonly Func<Business, PruneWork, Task>[] firstSteps;

    /// <summary>One on a storage.</summary>
    /// <param name="storage">Where everything is.</param>
    /// <param name="retention">Which snapshots stay.</param>
    /// <param name="importsKept">How long the files of an import stay after its end.</param>
    /// <param name="clock">Tells the present.</param>
    public BusinessPruning(IStorage storage, Retention retention, TimeSpan importsKept, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(storage);
        (credits, directory, this.clock) = (storage.Table(StoreNames.Credits), storage.Table(StoreNames.Directory), clock);
        var (reports, store) = (storage.Container(StoreNames.Reports), new RunStore(directory));
        (snapshots, shards) = (new(reports, store, retention, clock), new(reports, store));
        var runs = new RunPruning(directory, reports);
        var files = storage.Container(StoreNames.Imports);
        imports = new(files, new(directory, files), importsKept);
        firstSteps =
        [
            .. ReportCatalogue.All.Select(report => (Func<Business, PruneWork, Task>)((business, work) => snapshots.RunAsync(business.Id, report.Key, work))),
            shards.RunAsync,
            (_, work) => snapshots.SweepQueriesAsync(work),
            (business, work) => imports.RunAsync(business, Instant.Now(clock), work),
            (business, work) => ExportPruning.RunAsync(directory, business, Instant.Now(clock), work),
            (business, work) => runs.RunAsync(business, Instant.Now(clock), work),
            (business, work) => LockPruning.RunAsync(reports, business, Instant.Now(clock), work),
        ];
    }

    /// <summary>In how many steps a business is pruned.</summary>
    public int StepsOf(Business business) => firstSteps.Length + business.Shards;

    /// <summary>Does the steps that are left, while there is time.</summary>
    /// <param name="business">Whose.</param>
    /// <param name="stepsDone">How many are done, from the first.</param>
    /// <param name="removed">Counts what is removed, also of a step that does not come to its end.</param>
    /// <param name="gotOn">Hears after each step how many are done.</param>
    /// <param name="isOver">Is it time to begin nothing more?</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>How many steps are done then; all of <see cref="StepsOf"/>: it is finished.</returns>
    /// <exception cref="StorageException">Storage could not be reached; what is removed by then is.</exception>
    public async Task<int> RunAsync(Business business, int stepsDone, PruneTally removed, Func<int, CancellationToken, Task> gotOn, Func<bool> isOver, CancellationToken cancellationToken)
    {
        var work = new PruneWork(isOver, removed, cancellationToken);
        for (var step = stepsDone; step < StepsOf(business); step++)
        {
            if (isOver())
            {
                return step;
            }

            await (step < firstSteps.Length ? firstSteps[step](business, work) : KeyPruning.RunAsync(credits, business, step - firstSteps.Length, Instant.Now(clock), work));
            if (isOver())
            {
                // It may have left something.
                return step;
            }

            await gotOn(step + 1, cancellationToken);
        }

        return StepsOf(business);
    }
}

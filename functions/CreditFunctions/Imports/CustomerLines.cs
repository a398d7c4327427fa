using CreditFunctions.Api.Customers;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Imports;

namespace CreditFunctions.Imports;

/// <summary>
/// Does the lines of one customer in their order. Commands of one account that follow each other are submitted together, since they then fit into few commits; nothing
/// else begins before the outcome of all of them is known.
/// </summary>
internal sealed class CustomerLines(ImportChunk chunk, CreditStore store, CustomerStore customers, Committer committer, CachedDirectory directory, TimeProvider clock, string customer)
{
    /// <summary>How often a write is submitted whose outcome stays unknown, each time for as long as the committer tries.</summary>
    private const int MaxTries = 4;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private readonly KeyReferences references = new(store, chunk.Business, customer, clock);
    private readonly EarlierAttempt earlier = new(chunk, store, directory, clock);
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);
    private readonly List<ImportCommand> waiting = [];
    private readonly List<RejectedLine> rejected = [];
    private ImportCounts counts;

    /// <summary>Does the lines; returns when the outcome of all is known.</summary>
    /// <exception cref="StorageException">It could not be known in time.</exception>
    public async Task<ChunkResult> DoAsync(IReadOnlyList<ImportLine> lines, CancellationToken cancellationToken)
    {
        if (chunk.WasBegun)
        {
            await TryAsync(
                async () =>
                {
                    await earlier.FindAsync(lines, cancellationToken);
                    return true;
                },
                cancellationToken);
        }

        foreach (var line in lines)
        {
            if ((line.IsCustomer ? await PutAsync(line, cancellationToken) : await AddAsync(line, cancellationToken)) is { } problem)
            {
                Reject(line, problem);
            }
        }

        await SubmitAsync(cancellationToken);
        return new(counts, rejected);
    }

    private async Task<Problem?> PutAsync(ImportLine line, CancellationToken cancellationToken)
    {
        await SubmitAsync(cancellationToken);
        using var rest = LineFields.Copy(line.Json.RootElement, [LineFields.Type, LineFields.CustomerId], new Dictionary<string, string>(StringComparer.Ordinal));
        if (CustomersApi.Read(rest.RootElement, out var details) is { } problem)
        {
            return problem;
        }

        TakenExternalId? taken = null;
        await TryAsync(
            async () =>
            {
                (var outcome, _, taken, _) = await customers.PutAsync(chunk.Business.Id, chunk.Business.Shards, customer, details, cancellationToken);
                return outcome != CustomerOutcome.Contended;
            },
            cancellationToken);
        if (taken is not null)
        {
            return CustomersApi.Taken(taken);
        }

        counts += new ImportCounts(1, 0, 0, 0);
        return null;
    }

    private async Task<Problem?> AddAsync(ImportLine line, CancellationToken cancellationToken)
    {
        var badKey = ImportCommand.KeyOf(chunk, line, out var key);
        var (account, problem) = await ImportCommand.AccountAsync(chunk, line, directory, cancellationToken);
        if (account is null || badKey is not null)
        {
            return problem ?? badKey;
        }

        var isInTheWay = waiting.Exists(other => other.Scope.Key != account.Key || other.Key.KeyHash == key.KeyHash || KeyReferences.Of(line.Json.RootElement).Contains(other.Key.KeyHash, StringComparer.Ordinal));
        if (isInTheWay || waiting.Count == Committer.MaxBatch)
        {
            await SubmitAsync(cancellationToken);
        }

        (problem, var ids) = await references.ResolveAsync(line.Json.RootElement, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        (var command, problem) = ImportCommand.Read(line, account, key, ids, Instant.Now(clock));
        problem ??= await earlier.RefusalAsync(command!, cancellationToken);
        if (problem is null)
        {
            waiting.Add(command!);
        }

        return problem;
    }

    /// <summary>Submits what is waiting, and what stays undecided again, so that nothing overtakes it.</summary>
    private Task SubmitAsync(CancellationToken cancellationToken) => waiting.Count == 0 ? Task.CompletedTask : TryAsync(
        async () =>
        {
            var answers = committer.SubmitInOrder(waiting[0].Scope, [.. waiting.Select(command => (command.Commands, (IdempotencyKey?)command.Key))]);
            StorageException? failure = null;
            foreach (var (command, answer) in waiting.ToList().Zip(answers))
            {
                try
                {
                    if (Settle(command, await answer))
                    {
                        waiting.Remove(command);
                    }
                }
                catch (StorageException exception)
                {
                    failure ??= exception;
                }
            }

            // What is submitted again may have been done.
            waiting.ForEach(static command => command.Key = command.Key with { IsNew = false });
            return waiting.Count == 0 || (failure is null ? false : throw failure);
        },
        cancellationToken);

    /// <summary>Counts what became of a command; false: nobody knows yet.</summary>
    private bool Settle(ImportCommand command, CommitAnswer answer)
    {
        switch (answer.Status)
        {
            case CommitStatus.Committed:
                counts += new ImportCounts(0, 1, 0, 0);
                break;
            case CommitStatus.Replayed:
                counts += WasDoneBefore(command, answer) ? new ImportCounts(0, 0, 1, 0) : new ImportCounts(0, 1, 0, 0);
                break;
            case CommitStatus.Refused:
                var refusal = answer.Refusal!;
                Reject(command.Line, new(StatusCodes.Status409Conflict, refusal.Code == RefusalCodes.InvalidField ? "invalid_request" : refusal.Code, refusal.Detail)
                {
                    Fields = refusal.Field is { } field ? [new(field, refusal.Detail)] : [],
                });
                return true;
            case CommitStatus.KeyReused:
                Reject(command.Line, new(StatusCodes.Status409Conflict, "idempotency_key_reused", "The idempotency_key was used for another request of this customer; a new request needs a new key.")
                {
                    Fields = [new(LineFields.Key, "Use a new key for a new request.")],
                });
                return true;
            case CommitStatus.CustomerMissing:
                Reject(command.Line, CustomersApi.Missing(customer));
                return true;
            default:
                return false;
        }

        keys.Add(command.Key.KeyHash);
        references.Add(command.Key.KeyHash, command.Scope.Key, answer.Entries[0].Seq);
        return true;
    }

    /// <summary>Was a line's own key used before, by anybody but an attempt at this chunk that ended in the middle?</summary>
    private bool WasDoneBefore(ImportCommand command, CommitAnswer answer) =>
        command.HasOwnKey && (!chunk.WasBegun || keys.Contains(command.Key.KeyHash) || answer.Entries[0].Draft.PostedAt < chunk.Run.CreatedAt);

    private async Task TryAsync(Func<Task<bool>> write, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (await write())
                {
                    return;
                }

                if (tries == MaxTries)
                {
                    throw new StorageException("Other writers kept winning an account or a customer.", false);
                }
            }
            catch (StorageException) when (tries < MaxTries)
            {
                // It is tried again below.
            }

            await Task.Delay(FirstPause * tries, clock, cancellationToken);
        }
    }

    private void Reject(ImportLine line, Problem problem)
    {
        counts += new ImportCounts(0, 0, 0, 1);
        rejected.Add(problem.Of(line.Source));
    }
}

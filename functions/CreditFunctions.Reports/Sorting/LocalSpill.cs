using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;

namespace CreditFunctions.Reports;

/// <summary>
/// Sorted runs in temporary files, within a budget; what goes beyond it, or finds the disk full, goes to another place, and what was written of that run with it. The files have no names where
/// the system allows that, so not even a process that is killed leaves them.
/// </summary>
/// <param name="folder">Where the files are made; it is made too.</param>
/// <param name="budget">The most bytes they may have, together with those of others that share it.</param>
/// <param name="overflow">The other place; it is disposed of with this. Without one a sort fails that needs it.</param>
public sealed class LocalSpill(string folder, SpillBudget budget, ISpill? overflow = null) : ISpill
{
    private readonly ConcurrentDictionary<TemporaryFile, bool> files = new();

    /// <summary>Temporary files with a budget of their own.</summary>
    public LocalSpill(string folder, long budgetBytes, ISpill? overflow = null)
        : this(folder, new SpillBudget(budgetBytes), overflow)
    {
    }

    /// <summary>The place beyond the budget.</summary>
    internal ISpill? Overflow => overflow;

    /// <summary>Bytes of all files there are, others' that share the budget included.</summary>
    internal long Used => budget.Used;

    /// <summary>Writes at a place of a file; a test's disk is full whenever it likes.</summary>
    internal Action<SafeFileHandle, ReadOnlyMemory<byte>, long> Write { get; init; } = static (file, content, offset) => RandomAccess.Write(file, content.Span, offset);

    /// <inheritdoc/>
    public SpilledRun Begin() => new LocalRun(this);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var file in files.Keys)
        {
            await file.DisposeAsync();
        }

        if (overflow is not null)
        {
            await overflow.DisposeAsync();
        }
    }

    /// <summary>Makes a file.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    internal TemporaryFile Create()
    {
        Directory.CreateDirectory(folder);
        var file = new TemporaryFile(this, Path.Combine(folder, $"credit-functions-{Guid.NewGuid():N}.run"));
        files[file] = true;
        return file;
    }

    /// <summary>Takes bytes of the budget, if they are left.</summary>
    internal bool TryTake(long bytes) => budget.TryTake(bytes);

    /// <summary>Gives back bytes of the budget.</summary>
    internal void GiveBack(long bytes) => budget.GiveBack(bytes);

    /// <summary>The file is no more.</summary>
    internal void Forget(TemporaryFile file) => files.TryRemove(file, out _);

    /// <summary>What is said where there is no other place.</summary>
    internal SpillException NoRoom(Exception? inner) => inner is null
        ? new($"Sorts need more than the {budget.Bytes} bytes they may write to temporary files together: raise that budget, or give it a place beyond it.")
        : new($"A sort cannot write its temporary files in {folder}: {inner.Message} Make room there, choose another folder, or give it a place beyond.", inner);
}

namespace CreditFunctions.Reports;

/// <summary>Bytes of temporary files that all who are given it may have together. Any number of threads may use it.</summary>
/// <param name="bytes">The most there may be.</param>
public sealed class SpillBudget(long bytes)
{
    private long used;

    /// <summary>The most there may be.</summary>
    public long Bytes => bytes;

    /// <summary>Bytes of all files there are.</summary>
    internal long Used => Interlocked.Read(ref used);

    /// <summary>Takes bytes, if they are left.</summary>
    internal bool TryTake(long more)
    {
        if (Interlocked.Add(ref used, more) <= bytes)
        {
            return true;
        }

        Interlocked.Add(ref used, -more);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    internal void GiveBack(long taken) => Interlocked.Add(ref used, -taken);
}

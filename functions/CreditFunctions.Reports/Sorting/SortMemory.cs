using System.Collections.Concurrent;

namespace CreditFunctions.Reports;

/// <summary>
/// The memory of sorts that are over, for the next: arrays as large as a sort's are only collected now and then, and each new one would come on top. The collector may have them too.
/// </summary>
internal static class SortMemory
{
    private static readonly ConcurrentStack<WeakReference<byte[]>> Free = [];

    /// <summary>An array of that length; what is in it is anybody's.</summary>
    public static byte[] Take(int length)
    {
        // One of another length is of other limits, and is let go.
        while (Free.TryPop(out var free))
        {
            if (free.TryGetTarget(out var memory) && memory.Length == length)
            {
                return memory;
            }
        }

        // Not cleared, so that what is never used is never in memory.
        return GC.AllocateUninitializedArray<byte>(length);
    }

    /// <summary>Gives back an array that nobody uses any more.</summary>
    public static void Give(byte[] memory) => Free.Push(new(memory));
}

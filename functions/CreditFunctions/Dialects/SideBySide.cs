namespace CreditFunctions.Dialects;

/// <summary>Reads many things a few at a time, so that one request does not keep storage from all others.</summary>
internal static class SideBySide
{
    /// <summary>How many are read at once.</summary>
    public const int AtOnce = 16;

    /// <summary>What was read, in the order of what it was read for.</summary>
    public static async Task<List<TRead>> ReadAsync<T, TRead>(IEnumerable<T> all, Func<T, Task<TRead>> readAsync)
    {
        var read = new List<TRead>();
        foreach (var some in all.Chunk(AtOnce))
        {
            read.AddRange(await Task.WhenAll(some.Select(readAsync)));
        }

        return read;
    }
}

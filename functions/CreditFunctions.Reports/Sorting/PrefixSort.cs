namespace CreditFunctions.Reports;

/// <summary>Sorts records by eight bytes of their keys at a time, as numbers; only those that are equal there are looked at again, from where they differ on.</summary>
internal static class PrefixSort
{
    // Fewer are compared whole; so are those that eight bytes at a time did not tell apart so often.
    private const int FewRecords = 16;
    private const int MostLevels = 64;

    /// <summary>Puts the places of records in the order of their keys.</summary>
    /// <param name="memory">The records.</param>
    /// <param name="prefixes">Room for a number a record.</param>
    /// <param name="places">Where the records begin.</param>
    public static void Sort(byte[] memory, Span<ulong> prefixes, Span<int> places) => Sort(memory, prefixes, places, depth: 0, level: 0);

    private static void Sort(byte[] memory, Span<ulong> prefixes, Span<int> places, int depth, int level)
    {
        for (var at = 0; at < places.Length; at++)
        {
            prefixes[at] = SortRecord.Prefix(memory.AsSpan(places[at]), depth);
        }

        prefixes.Sort(places);
        for (int from = 0, to; from < prefixes.Length; from = to)
        {
            for (to = from + 1; to < prefixes.Length && prefixes[to] == prefixes[from]; to++)
            {
            }

            if (to - from > 1)
            {
                SortEqual(memory, prefixes[from..to], places[from..to], level + 1);
            }
        }
    }

    private static void SortEqual(byte[] memory, Span<ulong> prefixes, Span<int> places, int level)
    {
        if (places.Length < FewRecords || level > MostLevels)
        {
            places.Sort((x, y) => SortRecord.Key(memory.AsSpan(x)).SequenceCompareTo(SortRecord.Key(memory.AsSpan(y))));
            return;
        }

        var first = SortRecord.Key(memory.AsSpan(places[0]));
        var common = first.Length;
        foreach (var place in places)
        {
            common = Math.Min(common, first.CommonPrefixLength(SortRecord.Key(memory.AsSpan(place))));
        }

        if (common < first.Length)
        {
            Sort(memory, prefixes, places, common, level);
        }
    }
}

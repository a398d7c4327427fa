using System.Numerics;

namespace CreditFunctions.Reports;

/// <summary>
/// Sorts no more than a page needs: a quicksort that leaves alone what lies wholly before or after the page. For a page of k among n rows
/// that is about n + k log k comparisons, at any depth, instead of n log n.
/// </summary>
internal static class PartialSort
{
    private const int SmallRange = 32;

    /// <summary>Puts into <paramref name="items"/>[from..to] what a full sort would put there; the rest is left in any order.</summary>
    public static void Arrange(Span<int> items, int from, int to, IComparer<int> comparer)
    {
        // Splits that go badly too often end in the library's sort, which has no bad case.
        var splitsLeft = 2 * BitOperations.Log2((uint)items.Length | 1);
        var (low, high) = (0, items.Length);
        while (from < to)
        {
            if ((from <= low && high <= to) || high - low <= SmallRange || splitsLeft-- == 0)
            {
                items[low..high].Sort(comparer);
                return;
            }

            var middle = low + Split(items[low..high], comparer);
            if (to <= middle)
            {
                high = middle;
            }
            else if (from >= middle)
            {
                low = middle;
            }
            else
            {
                Arrange(items[low..middle], from - low, middle - low, comparer);
                (low, from) = (middle, middle);
            }
        }
    }

    /// <summary>Moves items so that all before the returned index come before all from it on; both sides have at least one.</summary>
    private static int Split(Span<int> items, IComparer<int> comparer)
    {
        var pivot = Median(items[0], items[items.Length / 2], items[^1], comparer);
        var (left, right) = (-1, items.Length);
        while (true)
        {
            do
            {
                left++;
            }
            while (comparer.Compare(items[left], pivot) < 0);
            do
            {
                right--;
            }
            while (comparer.Compare(items[right], pivot) > 0);
            if (left >= right)
            {
                return right + 1;
            }

            (items[left], items[right]) = (items[right], items[left]);
        }
    }

    private static int Median(int a, int b, int c, IComparer<int> comparer)
    {
        var (low, high) = comparer.Compare(a, b) < 0 ? (a, b) : (b, a);
        return comparer.Compare(c, low) < 0 ? low : comparer.Compare(c, high) < 0 ? c : high;
    }
}

namespace CreditFunctions.Ledger.Tests;

/// <summary>Numbers drawn beforehand, made into one decision after the other.</summary>
internal sealed class Choices(IReadOnlyList<int> numbers)
{
    private int next;

    /// <summary>A number from 0 to just below <paramref name="bound"/>.</summary>
    public int Below(int bound) => numbers[next++ % numbers.Count] % bound;

    public bool OneIn(int count) => Below(count) == 0;

    public T Of<T>(params IReadOnlyList<T> options) => options[Below(options.Count)];
}

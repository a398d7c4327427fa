using System.Globalization;
using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Pruning;

/// <summary>How much was removed. As text, such as <c>3 snapshots, 1,204 idempotency keys</c>, it can be kept and gone on with.</summary>
public sealed class PruneTally
{
    private const string Nothing = "nothing";
    private const string Between = ", ";
    private static readonly Pruned[] Kinds = Enum.GetValues<Pruned>();

    private readonly long[] counts = new long[Kinds.Length];

    /// <summary>How many of a kind.</summary>
    public long this[Pruned kind] => Interlocked.Read(ref counts[(int)kind]);

    /// <summary>How many of all kinds.</summary>
    public long Total => Kinds.Sum(kind => this[kind]);

    /// <summary>What <see cref="ToString"/> wrote; none of what is no such text.</summary>
    public static PruneTally Parse(string? text)
    {
        var tally = new PruneTally();
        foreach (var part in text?.Split(Between) ?? [])
        {
            var space = part.IndexOf(' ', StringComparison.Ordinal);
            var kind = Array.FindIndex(Kinds, kind => space > 0 && part[(space + 1)..].TrimEnd('s') == Word(kind));
            if (kind >= 0 && long.TryParse(part.AsSpan(0, space), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var count))
            {
                tally.Add(Kinds[kind], count);
            }
        }

        return tally;
    }

    /// <summary>Counts some more.</summary>
    public void Add(Pruned kind, long count) => Interlocked.Add(ref counts[(int)kind], count);

    /// <inheritdoc/>
    public override string ToString()
    {
        var parts = Kinds.Where(kind => this[kind] > 0)
            .Select(kind => string.Create(CultureInfo.InvariantCulture, $"{this[kind]:N0} {Word(kind)}{(this[kind] == 1 ? "" : "s")}"));
        return string.Join(Between, parts) is { Length: > 0 } text ? text : Nothing;
    }

    private static string Word(Pruned kind) => SnakeCase.Name(kind).Replace('_', ' ');
}

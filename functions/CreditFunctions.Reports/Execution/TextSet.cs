using System.Collections.Frozen;
using System.Text;

namespace CreditFunctions.Reports;

/// <summary>Texts that cells are looked up in as they lie in rows, in UTF-8.</summary>
internal sealed class TextSet
{
    private readonly FrozenSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> lookup;

    public TextSet(IEnumerable<string> texts)
    {
        Texts = texts.Select(Encoding.UTF8.GetBytes).ToFrozenSet(Utf8Comparer.Instance);
        lookup = Texts.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public FrozenSet<byte[]> Texts { get; }

    public bool Contains(ReadOnlySpan<byte> text) => lookup.Contains(text);

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Utf8Comparer Instance = new();

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}

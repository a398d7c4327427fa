namespace CreditFunctions.Ledger;

/// <summary>
/// An id that carries where to find what it names: the shard, the account's hash and the seq of an entry, so that a look-up by id alone is
/// two point reads. Written as 26 characters of Crockford's base 32 (lower case) after a prefix.
/// </summary>
/// <param name="Shard">0 to 255.</param>
/// <param name="Account">The account's <see cref="AccountKey.Hash"/>.</param>
/// <param name="Seq">The seq of the entry, or of the entry that made the grant; 1 to 2^53-1.</param>
public readonly record struct LocatedId(int Shard, ulong Account, long Seq)
{
    /// <summary>Stands before the id of a grant in the service's own API.</summary>
    public const string GrantPrefix = "grant_";

    /// <summary>Stands before the id of an entry in the service's own API.</summary>
    public const string EntryPrefix = "entry_";

    /// <summary>Stands before the id of a reservation in the service's own API.</summary>
    public const string ReservationPrefix = "reservation_";

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Length = 26;
    private const long MaxSeq = (1L << 53) - 1;

    /// <summary>Reads an id with that prefix.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, string prefix, out LocatedId id)
    {
        id = default;
        if (text.Length != prefix.Length + Length || !text.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        UInt128 bits = 0;
        foreach (var character in text[prefix.Length..])
        {
            var digit = Alphabet.IndexOf(character, StringComparison.Ordinal);
            // 26 digits hold 130 bits; the first must leave the top two empty.
            if (digit < 0 || bits >> 123 != 0)
            {
                return false;
            }

            bits = (bits << 5) | (UInt128)digit;
        }

        var seq = (long)(bits & ((UInt128.One << 56) - 1));
        id = new((int)(bits >> 120), (ulong)((bits >> 56) & ulong.MaxValue), seq);
        return seq is > 0 and <= MaxSeq;
    }

    /// <summary>The id with a prefix.</summary>
    public string ToString(string prefix)
    {
        var bits = ((UInt128)Shard << 120) | ((UInt128)Account << 56) | (UInt128)Seq;
        return string.Create(prefix.Length + Length, (prefix, bits), static (text, state) =>
        {
            state.prefix.CopyTo(text);
            for (var (at, rest) = (text.Length - 1, state.bits); at >= state.prefix.Length; at--, rest >>= 5)
            {
                text[at] = Alphabet[(int)(rest & 31)];
            }
        });
    }
}

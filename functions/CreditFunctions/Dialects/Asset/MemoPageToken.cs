using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Asset;

/// <summary>
/// Where a page of memos begins, and where those before it began: memos are read newest first and never the other way, so the way back is carried along. Opaque to clients.
/// </summary>
/// <param name="Starts">The first memo of each page from the first one on to this one; at most <see cref="MaxStarts"/>, then the earliest are left out.</param>
internal sealed record MemoPageToken(ImmutableArray<LocatedId> Starts)
{
    /// <summary>How far back one can go. A token of so many is half of what a request line holds.</summary>
    public const int MaxStarts = 180;

    private const int ListBytes = 8;
    private const int StartBytes = 16;

    /// <summary>The first memo of the page.</summary>
    public LocatedId Start => Starts[^1];

    /// <summary>The page before; null: there is none, or the way there was too long to carry.</summary>
    public MemoPageToken? Previous => Starts.Length > 1 ? new(Starts[..^1]) : null;

    /// <summary>The page after, which begins with that memo.</summary>
    public MemoPageToken Next(LocatedId start) => new([.. Starts.TakeLast(MaxStarts - 1), start]);

    /// <summary>Reads a token of a list.</summary>
    /// <param name="text">The token.</param>
    /// <param name="list">Which list it is, such as the filters that are in force.</param>
    public static MemoPageToken? Parse(string text, string list)
    {
        Span<byte> bytes = stackalloc byte[ListBytes + (MaxStarts * StartBytes)];
        if (!Base64Url.IsValid(text, out var length) || length > bytes.Length || !Base64Url.TryDecodeFromChars(text, bytes, out length) || length <= ListBytes || (length - ListBytes) % StartBytes != 0
            || !bytes[..ListBytes].SequenceEqual(Mark(list)))
        {
            return null;
        }

        var starts = ImmutableArray.CreateBuilder<LocatedId>();
        for (var at = bytes[ListBytes..length]; at.Length > 0; at = at[StartBytes..])
        {
            var place = BinaryPrimitives.ReadInt64BigEndian(at[8..]);
            starts.Add(new((int)(place >>> 56), BinaryPrimitives.ReadUInt64BigEndian(at), place & ((1L << 56) - 1)));
        }

        return new(starts.ToImmutable());
    }

    /// <summary>The token as text.</summary>
    public string ToString(string list)
    {
        var bytes = new byte[ListBytes + (Starts.Length * StartBytes)];
        Mark(list).CopyTo(bytes, 0);
        foreach (var (at, start) in Starts.Index())
        {
            var place = bytes.AsSpan(ListBytes + (at * StartBytes));
            BinaryPrimitives.WriteUInt64BigEndian(place, start.Account);
            BinaryPrimitives.WriteInt64BigEndian(place[8..], unchecked((long)((ulong)start.Shard << 56)) | start.Seq);
        }

        return Base64Url.EncodeToString(bytes);
    }

    private static byte[] Mark(string list) => SHA256.HashData(Encoding.UTF8.GetBytes(list))[..ListBytes];
}

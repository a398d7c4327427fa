using System.Buffers;

namespace CreditFunctions.Storage.Azure.Http;

/// <summary>
/// An answer's body in a rented buffer, which goes back when this stream is disposed of; its bytes must not be kept longer. Azure.Core leaves
/// buffered bodies alone when it disposes of an answer, so the reader does it; a body nobody disposes of is just garbage.
/// </summary>
internal sealed class RentedBody : MemoryStream
{
    /// <summary>The first buffer's bytes where the answer does not say how long it is.</summary>
    private const int UnknownLength = 64 * 1024;

    private byte[]? owned;

    private RentedBody(byte[] buffer, int length)
        : base(buffer, 0, length, writable: false, publiclyVisible: true) => owned = buffer;

    /// <summary>Reads <paramref name="source"/> to its end.</summary>
    /// <param name="source">The body as it comes from the network.</param>
    /// <param name="expected">How many bytes it is said to have, if that is known.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async ValueTask<RentedBody> ReadAsync(Stream source, int? expected, CancellationToken cancellationToken)
    {
        // One byte more than expected, so that the end is seen without growing.
        var buffer = ArrayPool<byte>.Shared.Rent((expected ?? UnknownLength) + 1);
        try
        {
            var length = 0;
            while (await source.ReadAsync(buffer.AsMemory(length), cancellationToken) is var read && read > 0)
            {
                length += read;
                if (length == buffer.Length)
                {
                    buffer = Grow(buffer);
                }
            }

            return new(buffer, length);
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref owned, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        base.Dispose(disposing);
    }

    private static byte[] Grow(byte[] full)
    {
        var larger = ArrayPool<byte>.Shared.Rent(full.Length * 2);
        full.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(full);
        return larger;
    }
}

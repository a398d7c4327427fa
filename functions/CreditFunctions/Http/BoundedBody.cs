namespace CreditFunctions.Http;

/// <summary>Reads a body that may have no more than so many bytes.</summary>
internal static class BoundedBody
{
    /// <summary>The body; null: it has more.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        using var bytes = new MemoryStream((int)(request.ContentLength ?? 1024));
        var buffer = new byte[8192];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (bytes.Length + read > maxBytes)
            {
                return null;
            }

            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    /// <summary>The problem of one that has.</summary>
    public static Problem TooLarge(int maxBytes) =>
        new(StatusCodes.Status413PayloadTooLarge, "body_too_large", $"The body has more than {maxBytes} bytes.")
        {
            Fields = [new("body", $"At most {maxBytes} bytes are allowed.")],
        };
}

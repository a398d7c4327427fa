using System.Buffers.Text;
using System.Globalization;
using CreditFunctions.Storage.Azure.Http;

namespace CreditFunctions.Storage.Azure.Tables;

/// <summary>Reads the answer to an entity-group transaction: a success a row, or one failure standing for all.</summary>
internal static class TransactionResponse
{
    /// <summary>The failure, and whose it is; null if all rows were written.</summary>
    /// <exception cref="FormatException">That is no answer to a transaction of so many rows.</exception>
    public static (StorageError Error, int Index)? Read(ReadOnlySpan<byte> body, int rows)
    {
        var statusLine = "HTTP/1.1 "u8;
        var answered = 0;
        for (var at = body.IndexOf(statusLine); at >= 0; at = body.IndexOf(statusLine))
        {
            body = body[(at + statusLine.Length)..];
            if (!Utf8Parser.TryParse(body, out int status, out _))
            {
                throw new FormatException("A part of the answer has no status.");
            }

            if (status >= 400)
            {
                var json = body.IndexOf((byte)'{');
                var error = StorageError.FromJson(status, json < 0 ? [] : body[json..]);
                return (error, Index(error.Message) ?? (rows == 1 ? 0 : answered));
            }

            answered++;
        }

        return answered == rows ? null : throw new FormatException($"{answered} of {rows} rows are answered.");
    }

    /// <summary>The message begins with the row's place and a colon: <c>2:The specified entity already exists.</c></summary>
    private static int? Index(string message)
    {
        var colon = message.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && int.TryParse(message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;
    }
}

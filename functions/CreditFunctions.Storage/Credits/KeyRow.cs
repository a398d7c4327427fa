using System.Text.Json;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>What an idempotency key was answered with: the entries, from which the answer is rendered again.</summary>
/// <param name="RequestHash">SHA-256 of the request that used the key, in hexadecimal.</param>
/// <param name="Entitlement">The account's entitlement.</param>
/// <param name="Unit">The account's unit.</param>
/// <param name="FirstSeq">The first entry of the answer.</param>
/// <param name="Count">From its first to its last, effects of time between them included.</param>
public sealed record KeyRow(string RequestHash, string Entitlement, string Unit, long FirstSeq, long Count)
{
    /// <summary>Reads a row.</summary>
    public static KeyRow Read(ref Utf8JsonReader json)
    {
        string hash = "", entitlement = "", unit = "";
        long seq = 0, count = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("request"u8))
            {
                hash = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("entitlement"u8))
            {
                entitlement = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("unit"u8))
            {
                unit = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("seq"u8))
            {
                seq = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("entries"u8))
            {
                count = ColumnReader.Number(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return new(hash, entitlement, unit, seq, count);
    }

    /// <summary>The columns.</summary>
    public ReadOnlyMemory<byte> Write() => new ColumnWriter()
        .Text("request", RequestHash)
        .Text("entitlement", Entitlement)
        .Text("unit", Unit)
        .Number("seq", FirstSeq)
        .Number("entries", Count)
        .ToMemory();
}

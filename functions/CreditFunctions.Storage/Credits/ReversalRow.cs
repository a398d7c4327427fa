using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>How much of an entry was undone, as it is stored: written by every reversal of the entry.</summary>
/// <param name="Credit">Minor units that went back to grants.</param>
/// <param name="Overage">Minor units that were taken off the overage.</param>
public sealed record ReversalRow(long Credit, long Overage)
{
    /// <summary>Reads a row.</summary>
    public static ReversalRow Read(ref Utf8JsonReader json)
    {
        long credit = 0, overage = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("credit"u8))
            {
                credit = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("overage"u8))
            {
                overage = ColumnReader.Number(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return new(credit, overage);
    }

    /// <summary>The columns of a reversal.</summary>
    public static ReadOnlyMemory<byte> Write(Reversal reversal) => new ColumnWriter()
        .Number("credit", reversal.Credit)
        .Number("overage", reversal.Overage)
        .ToMemory();
}

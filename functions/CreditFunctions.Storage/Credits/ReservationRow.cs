using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>How a reservation ended, as it is stored: written once. Until then the account's row has it.</summary>
/// <param name="By">The type of the entry that took the last of it.</param>
/// <param name="Entry">That entry's seq.</param>
/// <param name="EndedAt">When it was posted.</param>
public sealed record ReservationRow(EntryType By, long Entry, Instant EndedAt)
{
    /// <summary>Reads a row.</summary>
    public static ReservationRow Read(ref Utf8JsonReader json)
    {
        var by = "";
        var entry = 0L;
        Instant endedAt = default;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("ended_by"u8))
            {
                by = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("entry"u8))
            {
                entry = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("ended_at"u8))
            {
                endedAt = ColumnReader.Time(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return new(SnakeCase.Parse<EntryType>(by), entry, endedAt);
    }

    /// <summary>The columns of a reservation's end.</summary>
    public static ReadOnlyMemory<byte> Write(ReservationEnd end) => new ColumnWriter()
        .Text("ended_by", end.By.Name())
        .Number("entry", end.Entry)
        .Time("ended_at", end.EndedAt)
        .ToMemory();
}

using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>An account as it is stored: totals a person can read, active grants and open reservations in chunked columns.</summary>
/// <param name="ETag">The row's version.</param>
/// <param name="Account">The account, not settled.</param>
/// <param name="Timestamp">When the service wrote it.</param>
public sealed record AccountRow(string ETag, Account Account, Instant Timestamp)
{
    /// <summary>Reads a row with all its columns.</summary>
    public static AccountRow Read(ref Utf8JsonReader json)
    {
        string etag = "", partition = "", row = "", head = "";
        long seq = 0, number = 0, precision = 0, pending = 0, available = 0, reserved = 0, applied = 0, expired = 0, voided = 0, overage = 0;
        Instant timestamp = default, createdAt = default, updatedAt = default;
        Instant? businessTime = null;
        SortedList<int, string>? grants = null, reservations = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (RowJson.TryKeepChunk(ref json, "grants", ref grants) || RowJson.TryKeepChunk(ref json, "reservations", ref reservations))
            {
                continue;
            }

            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("odata.etag"u8))
            {
                etag = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("PartitionKey"u8))
            {
                partition = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("RowKey"u8))
            {
                row = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("Timestamp"u8))
            {
                timestamp = ColumnReader.Time(ref json);
            }
            else if (name.SequenceEqual("head"u8))
            {
                head = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("seq"u8))
            {
                seq = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("number"u8))
            {
                number = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("precision"u8))
            {
                precision = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("pending"u8))
            {
                pending = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("available"u8))
            {
                available = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("reserved"u8))
            {
                reserved = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("applied"u8))
            {
                applied = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("expired"u8))
            {
                expired = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("voided"u8))
            {
                voided = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("overage"u8))
            {
                overage = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("created_at"u8))
            {
                createdAt = ColumnReader.Time(ref json);
            }
            else if (name.SequenceEqual("updated_at"u8))
            {
                updatedAt = ColumnReader.Time(ref json);
            }
            else if (name.SequenceEqual("business_time"u8))
            {
                businessTime = ColumnReader.Time(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        var key = RowKeys.AccountOf(partition, row);
        return new(etag, new Account
        {
            Key = key,
            Unit = new(key.Unit, (int)precision),
            Seq = seq,
            Head = EntryHash.Parse(head),
            Number = number,
            CreatedAt = createdAt,
            UpdatedAt = updatedAt,
            // The column is there only while history is told.
            BusinessTime = businessTime ?? updatedAt,
            IsInUse = businessTime is null,
            Totals = new(pending, available, reserved, applied, expired, voided),
            Overage = overage,
            Grants = grants is null ? [] : EntryFormat.ReadGrants(RowJson.Utf8(grants)),
            Reservations = reservations is null ? [] : EntryFormat.ReadReservations(RowJson.Utf8(reservations)),
        }, timestamp);
    }

    /// <summary>The columns of an account.</summary>
    public static ReadOnlyMemory<byte> Write(Account account)
    {
        var columns = new ColumnWriter()
            .Totals(account.Totals)
            .Number("overage", account.Overage)
            .Number("precision", account.Unit.Precision)
            .Number("seq", account.Seq)
            .Number("number", account.Number)
            .Text("head", account.Head.ToString())
            .Time("created_at", account.CreatedAt)
            .Time("updated_at", account.UpdatedAt)
            .Time("business_time", account.IsInUse ? null : account.BusinessTime)
            .Time("next_due", account.NextDue);
        if (account.Grants.Length > 0)
        {
            columns.LongText("grants", EntryFormat.Write(account.Grants));
        }

        if (account.Reservations.Length > 0)
        {
            columns.LongText("reservations", EntryFormat.Write(account.Reservations));
        }

        return columns.ToMemory();
    }
}

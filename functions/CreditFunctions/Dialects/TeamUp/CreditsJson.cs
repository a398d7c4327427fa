using System.IO.Pipelines;
using System.Text.Json;
using CreditFunctions.Api.Reports;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;

namespace CreditFunctions.Dialects.TeamUp;

/// <summary>The report as JSON: total, headers of the columns, and rows as nested objects.</summary>
internal static class CreditsJson
{
    private const int FlushBytes = 32 * 1024;

    /// <summary>Writes rows, a part at a time.</summary>
    public static async Task WriteAsync(PipeWriter output, CreditsQuery query, long total, IAsyncEnumerable<RowBatch> rows, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(output, WrittenJson.Options);
        json.WriteStartObject();
        json.WriteNumber("total"u8, total);
        WriteHeaders(json, query.Columns, query.SortInForce);
        json.WriteStartArray("rows"u8);
        await foreach (var batch in rows)
        {
            for (var row = 0; row < batch.Count; row++)
            {
                WriteRow(json, query, batch.CustomerCredit(row));
                if (json.BytesPending + output.UnflushedBytes < FlushBytes)
                {
                    continue;
                }

                json.Flush();
                if ((await output.FlushAsync(cancellationToken)).IsCompleted)
                {
                    return;
                }
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        await output.FlushAsync(cancellationToken);
    }

    /// <summary>Writes the headers of columns; those that rows are sorted by say so.</summary>
    public static void WriteHeaders(Utf8JsonWriter json, IReadOnlyList<CreditsColumn> columns, IReadOnlyList<(CreditsColumn Column, bool Descending)> sort)
    {
        json.WriteStartArray("column_headers"u8);
        foreach (var column in columns)
        {
            json.WriteStartObject();
            json.WriteString("label"u8, column.Label);
            json.WriteString("key"u8, column.Key);
            json.WriteBoolean("sortable"u8, column.IsSortable);
            if (column == CreditsColumn.CustomerId)
            {
                json.WriteBoolean("holds_customer_id"u8, true);
                json.WriteBoolean("required"u8, true);
            }

            for (var priority = 0; priority < sort.Count; priority++)
            {
                if (sort[priority].Column == column)
                {
                    json.WriteStartObject("sorted"u8);
                    json.WriteString("order"u8, sort[priority].Descending ? "desc"u8 : "asc"u8);
                    json.WriteNumber("priority"u8, priority);
                    json.WriteEndObject();
                }
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRow(Utf8JsonWriter json, CreditsQuery query, in CustomerCreditRow row)
    {
        var columns = query.Columns;
        json.WriteStartObject();
        json.WriteStartObject("customer"u8);
        json.WriteNumber("id"u8, row.CustomerNumber);
        if (columns.Contains(CreditsColumn.CustomerName))
        {
            json.WriteString("name"u8, row.CustomerName ?? "");
        }

        if (columns.Contains(CreditsColumn.CustomerEmail))
        {
            json.WriteString("email"u8, row.CustomerEmail ?? "");
        }

        json.WriteEndObject();
        if (columns.Contains(CreditsColumn.CreatedAt))
        {
            json.WriteString("created_at"u8, row.CreatedAt.ToString());
        }

        if (columns.Contains(CreditsColumn.Amount))
        {
            json.WritePropertyName("amount"u8);
            WriteMoney(json, row.Amount, row.Unit);
        }

        if (columns.Contains(CreditsColumn.Balance))
        {
            json.WritePropertyName("balance"u8);
            WriteMoney(json, row.Balance, row.Unit);
        }

        if (columns.Contains(CreditsColumn.Memo))
        {
            json.WriteString("memo"u8, row.Memo ?? "");
        }

        json.WriteEndObject();
    }

    private static void WriteMoney(Utf8JsonWriter json, long minor, Unit unit)
    {
        Span<byte> number = stackalloc byte[Amount.MaxFormattedLength];
        var sign = CurrencySigns.Of(unit.Code);
        json.WriteStartObject();
        json.WritePropertyName("decimal"u8);
        json.WriteRawValue(number[..PlainDecimal.Write(minor, unit.Precision, number)], skipInputValidation: true);
        json.WriteString("string"u8, sign.Write(Amount.Format(minor, unit.Precision)));
        json.WriteString("iso_currency_code"u8, unit.Code.ToLowerInvariant());
        json.WriteString("currency_symbol"u8, sign.Symbol);
        json.WriteString("currency_symbol_position"u8, sign.IsBefore ? "before"u8 : "after"u8);
        json.WriteEndObject();
    }
}

using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using CreditFunctions.Api.Reports;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;

namespace CreditFunctions.Dialects.TeamUp;

/// <summary>The report as CSV (RFC 4180): labels, then rows, money as people write it. A name or memo that a spreadsheet would run as a formula is defused.</summary>
internal static class CreditsCsv
{
    private const int FlushBytes = 32 * 1024;

    /// <summary>Writes rows, a part at a time.</summary>
    public static async Task WriteAsync(PipeWriter output, CreditsQuery query, IAsyncEnumerable<RowBatch> rows, CancellationToken cancellationToken)
    {
        output.Write(Encoding.UTF8.GetBytes(string.Join(',', query.Columns.Select(static column => column.Label)) + "\r\n"));
        await foreach (var batch in rows)
        {
            for (var row = 0; row < batch.Count; row++)
            {
                WriteRow(output, query, batch.CustomerCredit(row));
                if (output.UnflushedBytes >= FlushBytes && (await output.FlushAsync(cancellationToken)).IsCompleted)
                {
                    return;
                }
            }
        }

        await output.FlushAsync(cancellationToken);
    }

    private static void WriteRow(PipeWriter output, CreditsQuery query, in CustomerCreditRow row)
    {
        for (var at = 0; at < query.Columns.Length; at++)
        {
            output.Write(at == 0 ? ""u8 : ","u8);
            WriteCell(output, query.Columns[at], row);
        }

        output.Write("\r\n"u8);
    }

    private static void WriteCell(PipeWriter output, CreditsColumn column, in CustomerCreditRow row)
    {
        if (column == CreditsColumn.CustomerName)
        {
            WriteText(output, row.CustomerName);
        }
        else if (column == CreditsColumn.CustomerEmail)
        {
            WriteText(output, row.CustomerEmail);
        }
        else if (column == CreditsColumn.Memo)
        {
            WriteText(output, row.Memo);
        }
        else
        {
            // Neither digits nor signs of currencies need quotes, and a minus before a sign is a number's.
            var plain = column == CreditsColumn.CustomerId ? row.CustomerNumber.ToString(CultureInfo.InvariantCulture)
                : column == CreditsColumn.CreatedAt ? row.CreatedAt.ToString()
                : CurrencySigns.Of(row.Unit.Code).Write(Amount.Format(column == CreditsColumn.Amount ? row.Amount : row.Balance, row.Unit.Precision));
            Encoding.UTF8.GetBytes(plain, output);
        }
    }

    private static void WriteText(PipeWriter output, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            CsvCell.Write(output, Encoding.UTF8.GetBytes(text));
        }
    }
}

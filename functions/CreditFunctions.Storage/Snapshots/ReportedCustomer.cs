using System.Text.Json;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>What reports show of a customer.</summary>
/// <param name="Id">The business's id.</param>
/// <param name="Number">Its integer number.</param>
/// <param name="Name">Its name, if one is known.</param>
/// <param name="Email">Its email address, if one is known.</param>
internal sealed record ReportedCustomer(string Id, long Number, string? Name, string? Email)
{
    /// <summary>The columns that are read.</summary>
    public static readonly IReadOnlyList<string> Columns = ["RowKey", "number", "name", "email"];

    /// <summary>The customer of an earlier snapshot's account.</summary>
    public static ReportedCustomer Of(in CreditBalanceRow row) => new(row.CustomerId, row.CustomerNumber, row.CustomerName, row.CustomerEmail);

    /// <summary>Reads a row with those columns.</summary>
    public static ReportedCustomer Read(ref Utf8JsonReader json)
    {
        var row = "";
        var number = 0L;
        string? customerName = null, email = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("RowKey"u8))
            {
                row = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("number"u8))
            {
                number = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("name"u8))
            {
                customerName = json.GetString();
            }
            else if (name.SequenceEqual("email"u8))
            {
                email = json.GetString();
            }
            else
            {
                json.Skip();
            }
        }

        return new(row[RowKeys.Customers.Length..], number, customerName, email);
    }
}

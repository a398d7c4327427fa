using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>The account behind a hash of its key, as it is stored.</summary>
/// <param name="Customer">Its customer.</param>
/// <param name="Entitlement">Its entitlement.</param>
/// <param name="Unit">Its unit.</param>
internal sealed record AccountHashRow(string Customer, string Entitlement, string Unit)
{
    /// <summary>Reads a row.</summary>
    public static AccountHashRow Read(ref Utf8JsonReader json)
    {
        string customer = "", entitlement = "", unit = "";
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("customer"u8))
            {
                customer = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("entitlement"u8))
            {
                entitlement = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("unit"u8))
            {
                unit = RowJson.Text(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return new(customer, entitlement, unit);
    }

    /// <summary>The columns.</summary>
    public static ReadOnlyMemory<byte> Write(AccountKey key) => new ColumnWriter()
        .Text("customer", key.Customer)
        .Text("entitlement", key.Entitlement)
        .Text("unit", key.Unit)
        .ToMemory();
}

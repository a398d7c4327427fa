using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Directory;

/// <summary>An entitlement as it is stored: partition <c>{business}</c>, row <c>entitlement!{entitlement}</c>.</summary>
internal sealed record EntitlementRow(string ETag, Entitlement Entitlement)
{
    public const string Prefix = "entitlement!";

    public static string Key(string id) => Prefix + id;

    public static EntitlementRow Read(ref Utf8JsonReader json)
    {
        string etag = "";
        string row = "";
        string? label = null;
        string? unit = null;
        long precision = 0;
        string drawOrder = "";
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            _ = json.Read();
            if (name.SequenceEqual("odata.etag"u8))
            {
                etag = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("RowKey"u8))
            {
                row = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("name"u8))
            {
                label = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("unit"u8))
            {
                unit = RowJson.Text(ref json);
            }
            else if (name.SequenceEqual("precision"u8))
            {
                precision = ColumnReader.Number(ref json);
            }
            else if (name.SequenceEqual("draw_order"u8))
            {
                drawOrder = RowJson.Text(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        return new(etag, new(row[Prefix.Length..], label, unit is null ? null : new Unit(unit, (int)precision), SnakeCase.Parse<DrawOrder>(drawOrder)));
    }

    public static ReadOnlyMemory<byte> Write(Entitlement entitlement) => new ColumnWriter()
        .Text("name", entitlement.Name)
        .Text("unit", entitlement.Unit?.Code)
        .Number("precision", entitlement.Unit?.Precision)
        .Text("draw_order", SnakeCase.Name(entitlement.DrawOrder))
        .ToMemory();
}

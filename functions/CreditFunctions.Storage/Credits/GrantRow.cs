using System.Text.Json;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>
/// A grant as it is stored beside its account: written when it is made, when it ends and when a reversal brings it back. In between, the account's row has the truth.
/// </summary>
/// <param name="Grant">The grant as it was then.</param>
public sealed record GrantRow(Grant Grant)
{
    /// <summary>Reads a row.</summary>
    public static GrantRow Read(ref Utf8JsonReader json)
    {
        SortedList<int, string>? body = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (!RowJson.TryKeepChunk(ref json, "body", ref body))
            {
                _ = json.Read();
                json.Skip();
            }
        }

        return new(EntryFormat.ReadGrants(RowJson.Utf8(body))[0]);
    }

    /// <summary>The columns of a grant.</summary>
    public static ReadOnlyMemory<byte> Write(Grant grant) => new ColumnWriter()
        .Totals(grant.Totals)
        .Flag("active", grant.IsActive)
        .Text("name", grant.Terms.Name)
        .Time("created_at", grant.CreatedAt)
        .Time("expires_at", grant.Terms.ExpiresAt)
        .LongText("body", EntryFormat.Write([grant]))
        .ToMemory();
}

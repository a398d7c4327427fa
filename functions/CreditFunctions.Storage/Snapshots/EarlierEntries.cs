using CreditFunctions.Reports;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Goes through the entries of an earlier snapshot, account by account.</summary>
internal sealed class EarlierEntries(RowStream rows) : IAsyncDisposable
{
    private string? name;

    // What the rows of one account begin with, so that its name is made once.
    private byte[] beginning = [];

    /// <summary>Hands over the entries of an account that was asked for after all those before it in order of keys.</summary>
    /// <param name="account">Its name.</param>
    /// <param name="take">Takes a row; what it returns is awaited.</param>
    public async Task TakeAsync(string account, Func<RowStream, ValueTask> take)
    {
        if (name is null)
        {
            await MoveAsync();
        }

        for (; rows.HasRow && string.CompareOrdinal(name, account) <= 0; await MoveAsync())
        {
            if (name == account)
            {
                await take(rows);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => rows.DisposeAsync();

    private async ValueTask MoveAsync()
    {
        await rows.MoveAsync();
        if (rows.HasRow)
        {
            Name(rows.Row);
        }
        else
        {
            name = "";
        }
    }

    private void Name(ReadOnlySpan<byte> bytes)
    {
        if (name is not null && bytes.StartsWith(beginning))
        {
            return;
        }

        var row = new Row(bytes, ShardEntries.Definition, stackalloc long[Row.MaxColumns]);
        name = RowKeys.Account(new("", row.String(ShardEntries.CustomerId)!, row.String(ShardEntries.Entitlement)!, row.String(ShardEntries.Unit)!));
        var unit = row.Text(ShardEntries.Unit);
        _ = bytes.Overlaps(unit, out var at);
        beginning = bytes[..(at + unit.Length)].ToArray();
    }
}

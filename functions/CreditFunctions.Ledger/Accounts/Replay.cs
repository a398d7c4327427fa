using System.Text.Json;

namespace CreditFunctions.Ledger;

/// <summary>
/// Makes an account anew from its stored entries, oldest first, and checks each: that it is in its place in the chain and says of the totals what its moves come to.
/// What the rows beside the entries must say is known when the last was added.
/// </summary>
public sealed class Replay(AccountKey key, Unit unit)
{
    private readonly SortedDictionary<long, Grant> grants = [];

    /// <summary>The account after the entries so far.</summary>
    public Account Account { get; private set; } = Account.Empty(key, unit);

    /// <summary>Every grant there ever was, as it is now, by id.</summary>
    public IReadOnlyDictionary<long, Grant> Grants => grants;

    /// <summary>The rows that the entries so far have changed, as they must be now.</summary>
    public ChangedRecords Records { get; private set; } = ChangedRecords.None;

    /// <summary>Adds the next entry. Returns what is wrong with it, in words; null: nothing, and it was added.</summary>
    /// <param name="canonical">The stored bytes.</param>
    /// <param name="seq">The seq under which they are stored.</param>
    public string? Add(ReadOnlySpan<byte> canonical, long seq)
    {
        Entry entry;
        try
        {
            entry = EntryFormat.ReadEntry(canonical);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return $"It cannot be read: {exception.Message}";
        }

        if (entry.Seq != seq || seq != Account.Seq + 1)
        {
            return $"It says it is number {entry.Seq} and is stored as {seq}; {Account.Seq + 1} comes next.";
        }

        if (entry.Previous != Account.Head)
        {
            return $"It names {entry.Previous} as the hash of the entry before, which has {Account.Head}.";
        }

        if (entry.Number <= Account.Number || entry.Draft.PostedAt < Account.UpdatedAt || entry.Draft.CreatedAt > entry.Draft.PostedAt)
        {
            return "Its number or its times go back.";
        }

        try
        {
            var draft = entry.Draft;
            var (after, touched) = Posting.Post(Account, draft, id => grants.GetValueOrDefault(id));
            if (after.Totals != entry.Totals || after.Overage != entry.Overage)
            {
                return "Its totals are not those its moves come to.";
            }

            Records = Records.With(Account, after, draft, touched, draft.Reverses is { } reversed ? Records.Reversals.GetValueOrDefault(reversed) : null);
            foreach (var grant in touched)
            {
                grants[grant.Id] = grant;
            }

            Account = after with { Head = EntryHash.Of(canonical), Number = entry.Number };
            return null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or OverflowException or ArgumentOutOfRangeException)
        {
            return $"It cannot follow the entries before it: {exception.Message}";
        }
    }
}

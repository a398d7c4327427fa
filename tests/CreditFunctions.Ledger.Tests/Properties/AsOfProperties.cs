using System.Text;

namespace CreditFunctions.Ledger.Tests;

/// <summary>The past, made again from the stored entries.</summary>
public sealed class AsOfProperties
{
    [Fact]
    public void Replay_FromTheStoredBytes_IsTheSameAccount() => HistoryProperties.ForAll(history =>
    {
        var replay = Replay(history.Shelf);

        Assert.Equal(Whole(history.Shelf.Account), Whole(replay.Account));
        Assert.Equal(Text(history.Shelf.Grants.Values), Text(replay.Grants.Values));
    });

    [Fact]
    public void Replay_FromTheStoredBytes_KnowsTheRows() => HistoryProperties.ForAll(history =>
    {
        var rows = Replay(history.Shelf).Records;

        // While a grant is active, its row waits for its end.
        Assert.Equal(Text(history.Shelf.GrantRows.Values.Where(grant => !grant.IsActive)), Text(rows.Grants.Values.Where(grant => !grant.IsActive)));
        Assert.Equal(history.Shelf.GrantRows.Keys, rows.Grants.Keys);
        Assert.Equal(history.Shelf.Reversals, rows.Reversals);
        Assert.Equal(history.Shelf.Reservations, rows.Reservations);
    });

    [Fact]
    public void AsOf_EveryPastInstant_IsWhatReadersWereAnsweredThen() => HistoryProperties.ForAll(history =>
    {
        var replay = new Replay(Build.Key, Build.Euro);
        foreach (var (tick, seen) in history.Seen())
        {
            Add(replay, history.Shelf.Entries.Skip((int)replay.Account.Seq).TakeWhile(entry => entry.Entry.Draft.PostedAt <= Ticks.At(tick)));
            Assert.Equal(seen, Views.Of(replay.Account, replay.Grants, Ticks.At(tick)));
        }
    });

    [Fact]
    public void Settle_InTwoSteps_IsSettlingAtOnce() => HistoryProperties.ForAll(history =>
    {
        foreach (var account in history.Turns.Select(turn => turn.After.Account))
        {
            var first = account.UpdatedAt;
            for (var tick = 0; tick < 12; tick += 3)
            {
                var (then, later) = (first.Plus(TimeSpan.FromHours(6 * tick)), first.Plus(TimeSpan.FromHours((6 * tick) + 24)));
                Assert.Equal(Whole(Settlement.Settle(account, later)), Whole(Settlement.Settle(Settlement.Settle(account, then), later)));
            }
        }
    });

    private static Replay Replay(Shelf shelf)
    {
        var replay = new Replay(Build.Key, Build.Euro);
        Add(replay, shelf.Entries);
        return replay;
    }

    private static void Add(Replay replay, IEnumerable<SealedEntry> entries)
    {
        foreach (var entry in entries)
        {
            Assert.Null(replay.Add(entry.Canonical.Span, entry.Entry.Seq));
        }
    }

    private static object Whole(Account account) => (
        account with { Grants = [], Reservations = [] }, Text(account.Grants), Encoding.UTF8.GetString(EntryFormat.Write(account.Reservations)));

    private static string Text(IEnumerable<Grant> grants) => Encoding.UTF8.GetString(EntryFormat.Write([.. grants]));
}

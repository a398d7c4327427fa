using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CreditFunctions.Ledger.Tests;

/// <summary>What can be seen of an account, as text: equal if and only if a reader sees the same, and easy to compare by eye.</summary>
internal static partial class Views
{
    /// <summary>What a reader sees at <paramref name="now"/>.</summary>
    /// <param name="account">The account as stored.</param>
    /// <param name="grants">Every grant there ever was, as stored.</param>
    /// <param name="now">The instant; not before the account's last entry.</param>
    public static string Of(Account account, IReadOnlyDictionary<long, Grant> grants, Instant now)
    {
        var settled = grants.ToImmutableSortedDictionary();
        foreach (var (after, draft) in Settlement.Effects(account, now))
        {
            var touched = Posting.Post(account, draft, static _ => null).Touched;
            (account, settled) = (after, settled.SetItems(touched.Select(grant => KeyValuePair.Create(grant.Id, grant))));
        }

        Assert.Equal(Build.Sum(settled.Values), account.Totals);
        Assert.Equal(settled.Values.Where(grant => grant.IsActive), account.Grants);
        return Of(
            account.Overage,
            settled.Values.Select(grant => (grant.Id, grant.Totals, Ticks.Of(grant.Terms.ExpiresAt), $"{grant.Terms.Name} {string.Join(", ", grant.Metadata?.Values ?? [])}")),
            account.Reservations.Select(one => (one.Id, Ticks.Of(one.ExpiresAt), one.Parts.Select(part => (part.Grant, part.Amount)))));
    }

    /// <summary>The same from parts, times in ticks.</summary>
    public static string Of(
        long overage,
        IEnumerable<(long Id, Totals Totals, long? Expires, string Texts)> grants,
        IEnumerable<(long Id, long? Expires, IEnumerable<(long Grant, long Amount)> Parts)> reservations)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"overage {overage}");
        foreach (var (id, totals, expires, texts) in grants.OrderBy(grant => grant.Id))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"grant {id} {texts} until {expires}: {Of(totals)}");
        }

        foreach (var (id, expires, parts) in reservations.OrderBy(one => one.Id))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"reservation {id} until {expires}: {string.Join(", ", parts.Order().Select(part => $"{part.Amount} of {part.Grant}"))}");
        }

        return text.ToString();
    }

    /// <summary>An entry, but for the order in which what was not drawn went back.</summary>
    public static string Of(ModelEntry entry) => Of(entry.Seq, entry.Type, entry.Amount, entry.Posted, entry.Created, entry.Moves, entry.OverageChange, entry.Reverses, entry.IsEffectOfTime);

    /// <inheritdoc cref="Of(ModelEntry)"/>
    public static string Of(Entry entry) => entry.Draft is var draft
        ? Of(entry.Seq, draft.Type, draft.Amount, Ticks.Of(draft.PostedAt), Ticks.Of(draft.CreatedAt), draft.Moves, draft.OverageChange ?? 0, draft.Reverses, draft.IsEffectOfTime)
        : "";

    /// <summary>A command without what it leaves out, its times in ticks.</summary>
    public static string Of(Command command) =>
        LeftOut().Replace(Time().Replace($"{command}", static time => Instant.TryParse(time.Value, out var instant) ? $"{Ticks.Of(instant)}" : time.Value), "");

    [GeneratedRegex(@"20\d\d-[^ ,]*Z", RegexOptions.NonBacktracking)]
    private static partial Regex Time();

    [GeneratedRegex(@"\w+ = (False)?(, | \}$)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LeftOut();

    private static string Of(
        long seq, EntryType type, long amount, long posted, long created, ImmutableArray<Move> moves, long overageChange, long? reverses, bool isEffectOfTime)
    {
        var drawn = moves.Where(move => move.To is Bucket.Applied or Bucket.Reserved || type == EntryType.Reverse);
        var other = moves.Except(drawn).OrderBy(move => move.Grant);
        return $"{seq} {type}{(isEffectOfTime ? " by time" : "")} of {amount}, posted {posted}, created {created}, overage {overageChange}, reverses {reverses}: "
            + string.Join(", ", drawn.Concat(other).Select(move => $"{move.Amount} of {move.Grant} {move.From} to {move.To}"));
    }

    private static string Of(Totals totals) => string.Join(", ", Enum.GetValues<Bucket>().Where(bucket => totals[bucket] != 0).Select(bucket => $"{totals[bucket]} {bucket}"));
}

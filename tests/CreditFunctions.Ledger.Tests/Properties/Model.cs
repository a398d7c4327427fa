using System.Collections.Immutable;

namespace CreditFunctions.Ledger.Tests;

/// <summary>
/// The ledger's rules once more, written to be obviously right and to share nothing with the product: credit is single units, time passes tick
/// by tick, and what can be counted is counted anew every time. This part is time and requests; the commands are in the other.
/// </summary>
internal sealed partial class Model
{
    private readonly List<(long Grant, Bucket? From, Bucket To)> passages = [];

    public List<ModelGrant> Grants { get; private init; } = [];

    public List<ModelReservation> Reservations { get; private init; } = [];

    public List<ModelEntry> Entries { get; private init; } = [];

    /// <summary>Reservations that hold something.</summary>
    public IEnumerable<ModelReservation> Open => Reservations.Where(one => UnitsOf(one.Id).Length > 0);

    /// <summary>Entries of which some credit is still applied.</summary>
    public IEnumerable<long> Reversible => Entries.Where(entry => entry.OverageChange >= 0).Select(entry => entry.Seq)
        .Intersect(Grants.SelectMany(grant => grant.Units).Where(unit => unit.Stands == Stands.Applied).Select(unit => unit.By));

    public long Overage => Entries.Sum(entry => entry.OverageChange);

    /// <summary>When the last entry was posted.</summary>
    public long Posted => Entries.Count == 0 ? 0 : Entries[^1].Posted;

    /// <summary>Was anything asked for as of the present? Then there is no more history to tell.</summary>
    public bool IsInUse => Entries.Exists(entry => !entry.IsEffectOfTime && entry.Created == entry.Posted);

    /// <summary>How far its story is told.</summary>
    public long Business => IsInUse ? Posted : Entries.Select(entry => entry.Created).DefaultIfEmpty().Max();

    private long NextSeq => Entries.Count + 1;

    /// <summary>Does the requests in turn. The model after them, and what it says to each.</summary>
    public (Model After, ImmutableArray<Said> Said) Commit(long clock, Policy policy, IEnumerable<CommandSet> requests)
    {
        var (model, now, said) = (this, Math.Max(clock, Posted), ImmutableArray.CreateBuilder<Said>());
        foreach (var request in requests)
        {
            var tried = model.Copy();
            var answer = tried.Try(request, now, policy);
            said.Add(answer);
            model = answer.Code is null ? tried : model;
        }

        return (model, said.ToImmutable());
    }

    /// <summary>What a reader sees at each tick from the last entry to <paramref name="last"/>.</summary>
    public IEnumerable<(long Tick, string View)> Watch(long last)
    {
        var seen = Copy();
        seen.AdvanceTo(Posted);
        for (var tick = Posted; tick <= last; tick++)
        {
            seen.Pass(tick);
            yield return (tick, seen.View());
        }
    }

    /// <summary>What a reader sees at <paramref name="now"/>.</summary>
    public string ViewAt(long now)
    {
        var seen = Copy();
        seen.AdvanceTo(now);
        return seen.View();
    }

    private Model Copy() => new() { Grants = [.. Grants], Reservations = [.. Reservations], Entries = [.. Entries] };

    private string View() => Views.Of(
        Overage,
        Grants.Select(grant => (grant.Id, grant.Totals, grant.Expires, $"{grant.Name} {grant.Note}")),
        Reservations
            .Select(one => (one.Id, one.Expires, Parts: Grants.Select(grant => (grant.Id, Amount: (long)grant.Units.Count(unit => unit.Stands == Stands.Reserved && unit.By == one.Id)))))
            .Select(one => (one.Id, one.Expires, Parts: one.Parts.Where(part => part.Amount > 0)))
            .Where(one => one.Parts.Any()));

    private Said Try(CommandSet request, long now, Policy policy)
    {
        var answers = ImmutableArray.CreateBuilder<long>();
        if (request.Commands.Count == 0)
        {
            AdvanceTo(now);
        }

        foreach (var command in request.Commands)
        {
            var created = Ticks.Of(command.CreatedAt) ?? now;
            if (created > now)
            {
                return new("invalid_field", []);
            }

            // What is told of the past happens no earlier than what was told before, and now on an account in use.
            var at = IsInUse ? now : Math.Max(created, Business);
            AdvanceTo(at);
            var before = Entries.Count;
            if (Do(command, new(at, now, created, policy)) is { } code)
            {
                return new(code, []);
            }

            // What was given back to grants that have expired expires at once.
            AdvanceTo(at);
            if (Grants.Count(grant => grant.IsActive) > 64)
            {
                return new("too_many_active_grants", []);
            }

            answers.AddRange(Entries.Skip(before).Where(entry => !entry.IsEffectOfTime).Select(entry => entry.Seq));
        }

        return new(null, answers.ToImmutable());
    }

    /// <summary>Lets time pass. What is due up to the last business time is done, but for what a command of that time has left over.</summary>
    private void AdvanceTo(long time)
    {
        for (var tick = Business; tick <= time; tick++)
        {
            Pass(tick);
        }
    }

    private void Pass(long tick)
    {
        var moment = new Moment(tick, Math.Max(tick, Posted), tick, null);
        foreach (var reservation in Reservations.Where(one => one.Expires <= tick && UnitsOf(one.Id).Length > 0).ToArray())
        {
            Lapse(reservation, moment);
        }

        foreach (var grant in Grants.Where(one => !one.IsActivated && one.Effective <= tick && IsHolding(one)).ToArray())
        {
            Activate(grant.Id, moment);
        }

        foreach (var grant in Grants.Where(one => one.Expires <= tick && IsHolding(one)).ToArray())
        {
            End(grant.Id, Stands.Expired);
            Write(EntryType.Expire, moment);
        }
    }

    private void Lapse(ModelReservation reservation, Moment moment)
    {
        GiveBack(UnitsOf(reservation.Id));
        Write(EntryType.Lapse, moment);
    }

    private void Activate(long id, Moment moment)
    {
        var grant = Grant(id);
        foreach (var unit in grant.Units.Where(unit => unit.Stands == Stands.Held))
        {
            passages.Add((id, Bucket.Pending, Bucket.Available));
        }

        Put(grant with { IsActivated = true });
        Write(EntryType.Activate, moment);
        Repay(id, moment);
    }

    /// <summary>A grant that has just become available pays for overage, if it is one that does.</summary>
    private void Repay(long id, Moment moment)
    {
        var paid = Math.Min(Overage, Grant(id).Units.Count(unit => unit.Stands == Stands.Held));
        if (Grant(id).Repays && paid > 0)
        {
            Draw([id], unit => unit.Stands == Stands.Held, paid);
            Write(EntryType.Apply, moment, paid, overageChange: -paid);
        }
    }

    private static bool IsHolding(ModelGrant grant) => grant.Units.Any(unit => unit.Stands == Stands.Held);

    private ModelGrant Grant(long id) => Grants.Find(grant => grant.Id == id)!;

    private void Put(ModelGrant grant) => Grants[Grants.FindIndex(one => one.Id == grant.Id)] = grant;

    /// <summary>The units a reservation holds, as grant and place.</summary>
    private (long Grant, int At)[] UnitsOf(long reservation) =>
        [.. Grants.SelectMany(grant => grant.Units.Select((unit, at) => (unit, at)).Where(one => one.unit == new ModelUnit(Stands.Reserved, reservation)).Select(one => (grant.Id, one.at)))];

    private void Pass(long id, int at, ModelUnit to)
    {
        var grant = Grant(id);
        passages.Add((id, grant.BucketOf(grant.Units[at]), grant.BucketOf(to)));
        Put(grant with { Units = grant.Units.SetItem(at, to) });
    }

    private void GiveBack(IEnumerable<(long Grant, int At)> units)
    {
        foreach (var (id, at) in units)
        {
            var wasVoided = Grant(id).Units.Any(unit => unit.Stands == Stands.Voided);
            Pass(id, at, new(wasVoided ? Stands.Voided : Stands.Held));
        }
    }

    /// <summary>All that the grant holds, pending or available, ends.</summary>
    private void End(long id, Stands how)
    {
        for (var at = 0; at < Grant(id).Units.Length; at++)
        {
            if (Grant(id).Units[at].Stands == Stands.Held)
            {
                Pass(id, at, new(how));
            }
        }
    }

    /// <summary>Applies so many units, grant after grant, by the entry that will be written next.</summary>
    private void Draw(IEnumerable<long> order, Func<ModelUnit, bool> isMeant, long amount)
    {
        var nth = 0;
        DrawTo(order, isMeant, amount, () => new(Stands.Applied, NextSeq, nth++));
    }

    private void DrawTo(IEnumerable<long> order, Func<ModelUnit, bool> isMeant, long amount, Func<ModelUnit> to)
    {
        foreach (var id in order)
        {
            for (var at = 0; at < Grant(id).Units.Length && amount > 0; at++)
            {
                if (isMeant(Grant(id).Units[at]))
                {
                    Pass(id, at, to());
                    amount--;
                }
            }
        }
    }

    /// <summary>Writes down what passed since the last entry.</summary>
    private void Write(EntryType type, Moment moment, long? amount = null, long overageChange = 0, long? reverses = null)
    {
        var moves = ImmutableArray.CreateBuilder<Move>();
        foreach (var (grant, from, to) in passages)
        {
            if (moves.Count > 0 && moves[^1] is var last && (last.Grant, last.From, last.To) == (grant, from, to))
            {
                moves[^1] = last with { Amount = last.Amount + 1 };
            }
            else
            {
                moves.Add(new(grant, from, to, 1));
            }
        }

        Entries.Add(new(NextSeq, type, amount ?? passages.Count, moment.Posted, moment.Created, moves.ToImmutable(), overageChange, reverses, moment.Policy is null));
        passages.Clear();
    }

    /// <summary>When something happens, and under which rules.</summary>
    /// <param name="At">The instant as of which it is judged.</param>
    /// <param name="Posted">The ledger's time of it.</param>
    /// <param name="Created">The business's time of it.</param>
    /// <param name="Policy">Null: it is an effect of time.</param>
    private sealed record Moment(long At, long Posted, long Created, Policy? Policy);
}

namespace CreditFunctions.Ledger.Tests;

/// <summary>What each command does to the model. Null: it was done; otherwise the code of its refusal, and the model is of no use any more.</summary>
internal sealed partial class Model
{
    private string? Do(Command command, Moment moment) => command switch
    {
        GrantCommand grant => Give(grant, moment),
        ApplyCommand apply => Apply(apply, moment),
        ReserveCommand reserve => Reserve(reserve, moment),
        CaptureCommand capture => Capture(capture, moment),
        ReleaseCommand release => Release(release, moment),
        VoidCommand ended => Void(ended, moment),
        ExpireCommand expire => Expire(expire, moment),
        ReverseCommand reverse => Reverse(reverse, moment),
        AmendCommand amend => Amend(amend, moment),
        SettleOverageCommand settle => SettleOverage(settle, moment),
        _ => throw new ArgumentException("The model knows ten commands.", nameof(command)),
    };

    private string? Give(GrantCommand command, Moment moment)
    {
        var effective = Ticks.Of(command.EffectiveAt) ?? moment.At;
        var expires = Ticks.Of(command.ExpiresAt)
            ?? (command.NeverExpires ? null : effective + (moment.Policy!.ExpiresAfterDays * Ticks.PerDay));
        if (command.Amount <= 0 || command.Priority > 100 || (command.ExpiresAt is not null && command.NeverExpires)
            || expires <= moment.At || expires <= effective)
        {
            return "invalid_field";
        }

        var id = NextSeq;
        var isActivated = effective <= moment.At;
        var repays = moment.Policy!.Overage?.OnGrant == OverageOnGrant.Repay && command.AppliesTo is null;
        Grants.Add(new(
            id, command.Priority, command.Category == GrantCategory.Promotional, command.AppliesTo, repays, effective, expires, moment.Created, command.Name, Note(command), isActivated,
            [.. Enumerable.Repeat(new ModelUnit(Stands.Held), (int)command.Amount)]));
        passages.AddRange(Enumerable.Repeat<(long, Bucket?, Bucket)>((id, null, isActivated ? Bucket.Available : Bucket.Pending), (int)command.Amount));
        Write(EntryType.Grant, moment);
        if (isActivated)
        {
            Repay(id, moment);
        }

        return null;
    }

    private string? Apply(ApplyCommand command, Moment moment)
    {
        if (command.Amount <= 0)
        {
            return "invalid_field";
        }

        var order = DrawOrder(moment.Policy!).Where(grant => grant.IsActivated && grant.Covers(command.PaysFor)).ToArray();
        var beyond = Math.Max(0, command.Amount - order.Sum(grant => grant.Units.Count(unit => unit.Stands == Stands.Held)));
        if (beyond > 0 && (moment.Policy!.Overage is not { } policy || Overage + beyond > policy.Limit))
        {
            return "insufficient_credit";
        }

        Draw(order.Select(grant => grant.Id), unit => unit.Stands == Stands.Held, command.Amount - beyond);
        Write(EntryType.Apply, moment, command.Amount, overageChange: beyond);
        return null;
    }

    private string? Reserve(ReserveCommand command, Moment moment)
    {
        if (command.Amount <= 0 || Ticks.Of(command.ExpiresAt) <= moment.At)
        {
            return "invalid_field";
        }

        if (Reservations.Count(one => UnitsOf(one.Id).Length > 0) >= 32)
        {
            return "too_many_open_reservations";
        }

        var order = DrawOrder(moment.Policy!).Where(grant => grant.IsActivated && grant.Covers(command.PaysFor)).ToArray();
        if (order.Sum(grant => grant.Units.Count(unit => unit.Stands == Stands.Held)) < command.Amount)
        {
            return "insufficient_credit";
        }

        var id = NextSeq;
        Reservations.Add(new(id, Ticks.Of(command.ExpiresAt)));
        DrawTo(order.Select(grant => grant.Id), unit => unit.Stands == Stands.Held, command.Amount, () => new(Stands.Reserved, id));
        Write(EntryType.Reserve, moment);
        return null;
    }

    private string? Capture(CaptureCommand command, Moment moment)
    {
        var units = UnitsOf(command.Reservation);
        var amount = command.Amount ?? units.Length;
        var code = command.Amount <= 0 ? "invalid_field" : Closed(command.Reservation) ?? (amount > units.Length ? "reservation_exceeded" : null);
        if (code is not null)
        {
            return code;
        }

        Draw(DrawOrder(moment.Policy!).Select(grant => grant.Id), unit => unit == new ModelUnit(Stands.Reserved, command.Reservation), amount);
        if (command.ReleaseRest)
        {
            GiveBack(UnitsOf(command.Reservation));
        }

        Write(EntryType.Capture, moment, amount);
        return null;
    }

    private string? Release(ReleaseCommand command, Moment moment)
    {
        if (Closed(command.Reservation) is { } code)
        {
            return code;
        }

        GiveBack(UnitsOf(command.Reservation));
        Write(EntryType.Release, moment);
        return null;
    }

    private string? Closed(long reservation) =>
        !Reservations.Exists(one => one.Id == reservation) ? "reservation_not_found" : UnitsOf(reservation).Length == 0 ? "reservation_ended" : null;

    private string? Void(VoidCommand command, Moment moment)
    {
        if (Grants.Find(one => one.Id == command.Grant) is not { } grant)
        {
            return "grant_not_found";
        }

        if (!grant.IsActive)
        {
            return "grant_ended";
        }

        if (command.OnlyIfUnused && grant.Units.Any(unit => unit.Stands is Stands.Reserved or Stands.Applied))
        {
            return "grant_used";
        }

        if (!IsHolding(grant))
        {
            return "grant_reserved";
        }

        End(grant.Id, Stands.Voided);
        Write(EntryType.Void, moment);
        return null;
    }

    private string? Expire(ExpireCommand command, Moment moment)
    {
        if (Grants.Find(one => one.Id == command.Grant) is not { } grant)
        {
            return "grant_not_found";
        }

        if (!IsHolding(grant))
        {
            return grant.IsActive ? "grant_reserved" : "grant_ended";
        }

        End(grant.Id, Stands.Expired);
        Put(Grant(grant.Id) with { Expires = moment.At });
        Write(EntryType.Expire, moment);
        return null;
    }

    private string? Reverse(ReverseCommand command, Moment moment)
    {
        if (command.Amount <= 0)
        {
            return "invalid_field";
        }

        if (Entries.Find(one => one.Seq == command.Entry) is not { } entry)
        {
            return "entry_not_found";
        }

        if (entry.Type is not (EntryType.Apply or EntryType.Capture) || entry.OverageChange < 0)
        {
            return "not_reversible";
        }

        var overage = Math.Min(Overage, entry.OverageChange + Entries.Where(one => one.Reverses == entry.Seq).Sum(one => one.OverageChange));
        var drawn = Grants.SelectMany(grant => grant.Units.Select((unit, at) => (grant.Id, At: at, Unit: unit)))
            .Where(one => one.Unit.Stands == Stands.Applied && one.Unit.By == entry.Seq)
            .OrderByDescending(one => one.Unit.Nth)
            .ToArray();
        var left = overage + drawn.Length;
        var amount = command.Amount ?? left;
        if (left == 0 || amount > left)
        {
            return "reversal_exceeded";
        }

        var undone = Math.Min(amount, overage);
        GiveBack(drawn.Take((int)(amount - undone)).Select(one => (one.Id, one.At)));
        Write(EntryType.Reverse, moment, amount, -undone, entry.Seq);
        return null;
    }

    private string? Amend(AmendCommand command, Moment moment)
    {
        if (command.ExpiresAt is not null && command.NeverExpires)
        {
            return "invalid_field";
        }

        if (Grants.Find(one => one.Id == command.Grant) is not { } grant)
        {
            return "grant_not_found";
        }

        if (command.ExpiresAt is not null || command.NeverExpires)
        {
            if (!grant.IsActive)
            {
                return "grant_ended";
            }

            grant = grant with { Expires = Ticks.Of(command.ExpiresAt) };
            if (grant.Expires <= moment.At || grant.Expires <= grant.Effective)
            {
                return "invalid_field";
            }
        }

        Put(grant with { Name = command.Name is { } name ? name.Length == 0 ? null : name : grant.Name, Note = command.Metadata is null ? grant.Note : Note(command) });
        Write(EntryType.Amend, moment);
        return null;
    }

    private string? SettleOverage(SettleOverageCommand command, Moment moment)
    {
        var amount = command.Amount ?? Overage;
        if (command.Amount <= 0)
        {
            return "invalid_field";
        }

        if (amount == 0 || amount > Overage)
        {
            return "overage_exceeded";
        }

        Write(EntryType.SettleOverage, moment, amount, overageChange: -amount);
        return null;
    }

    private static string? Note(Command command) => command.Metadata is { } metadata ? string.Join(", ", metadata.Values) : null;

    private IEnumerable<ModelGrant> DrawOrder(Policy policy) => policy.DrawOrder == Ledger.DrawOrder.Fifo
        ? Grants.OrderBy(grant => grant.Created).ThenBy(grant => grant.Id)
        : Grants.OrderBy(grant => grant.Priority)
            .ThenBy(grant => grant.Expires is null)
            .ThenBy(grant => grant.Expires)
            .ThenBy(grant => grant.IsPromotional ? 0 : 1)
            .ThenBy(grant => grant.Effective)
            .ThenBy(grant => grant.Created)
            .ThenBy(grant => grant.Id);
}

namespace CreditFunctions.Ledger.Tests;

/// <summary>What is asked, in plain numbers; times are seconds.</summary>
internal sealed record Asked(bool IsGrant, int Amount, int Priority, bool Promotional, long? Effective, long? Expires);

/// <summary>What the model says to a request: a refusal's code, or what each of its commands draws from which grants.</summary>
internal sealed record Said(string? Code, IReadOnlyList<IReadOnlyList<(int Grant, long Amount)>> Drawn);

/// <summary>Where units stand, counted one by one.</summary>
internal sealed record Counted(long Pending, long Available, long Applied, long Expired)
{
    public Totals Totals => new(Pending, Available, 0, Applied, Expired, 0);
}

/// <summary>A grant as a heap of single units, of which one thing only is remembered: when it was applied.</summary>
internal sealed record ModelGrant(int Index, int Priority, bool Promotional, long Created, long Effective, long? Expires, IReadOnlyList<long?> AppliedAt)
{
    public Counted At(long time) => new(
        AppliedAt.Count(applied => Stands(applied, time) == "pending"),
        AppliedAt.Count(applied => Stands(applied, time) == "available"),
        AppliedAt.Count(applied => Stands(applied, time) == "applied"),
        AppliedAt.Count(applied => Stands(applied, time) == "expired"));

    public string Stands(long? applied, long time) =>
        applied <= time ? "applied" : time < Effective ? "pending" : Expires <= time ? "expired" : "available";
}

/// <summary>
/// The ledger's rules once more, written to be obviously right and to share nothing with the product: nothing is settled, no total is kept,
/// and where a unit stands at an instant is worked out from scratch every time.
/// </summary>
internal sealed record Model(IReadOnlyList<ModelGrant> Grants, long LastPosted)
{
    public static readonly Model Empty = new([], long.MinValue);

    public Counted At(long time)
    {
        var counts = Grants.Where(grant => grant.Created <= time).Select(grant => grant.At(time)).ToArray();
        return new(counts.Sum(one => one.Pending), counts.Sum(one => one.Available), counts.Sum(one => one.Applied), counts.Sum(one => one.Expired));
    }

    public (Model After, IReadOnlyList<Said> Said) Commit(long clock, bool fifo, IEnumerable<IReadOnlyList<Asked>> requests)
    {
        var now = Math.Max(clock, LastPosted);
        var said = new List<Said>();
        var grants = Grants;
        foreach (var request in requests)
        {
            var (after, answer) = Try(grants, request, now, fifo);
            said.Add(answer);
            grants = answer.Code is null ? after : grants;
        }

        return (new(grants, said.Exists(one => one.Code is null) ? now : LastPosted), said);
    }

    private static (IReadOnlyList<ModelGrant> Grants, Said Said) Try(IReadOnlyList<ModelGrant> grants, IReadOnlyList<Asked> request, long now, bool fifo)
    {
        var drawn = new List<IReadOnlyList<(int, long)>>();
        foreach (var asked in request)
        {
            var code = Refusal(grants, asked, now);
            if (code is not null)
            {
                return (grants, new(code, []));
            }

            (grants, var draws) = asked.IsGrant ? Give(grants, asked, now) : Take(grants, asked.Amount, now, fifo);
            drawn.Add(draws);
        }

        return (grants, new(null, drawn));
    }

    private static string? Refusal(IReadOnlyList<ModelGrant> grants, Asked asked, long now)
    {
        if (asked.Amount <= 0)
        {
            return "invalid_field";
        }

        if (!asked.IsGrant)
        {
            return grants.Sum(grant => grant.At(now).Available) < asked.Amount ? "insufficient_credit" : null;
        }

        if (asked.Priority > 100 || asked.Expires <= asked.Effective || asked.Expires <= now)
        {
            return "invalid_field";
        }

        return grants.Count(grant => grant.At(now).Pending + grant.At(now).Available > 0) >= 64 ? "too_many_active_grants" : null;
    }

    private static (IReadOnlyList<ModelGrant> Grants, IReadOnlyList<(int Grant, long Amount)> Drawn) Give(IReadOnlyList<ModelGrant> grants, Asked asked, long now)
    {
        var units = new long?[asked.Amount];
        return ([.. grants, new(grants.Count, asked.Priority, asked.Promotional, now, asked.Effective ?? now, asked.Expires, units)], []);
    }

    private static (IReadOnlyList<ModelGrant> Grants, IReadOnlyList<(int Grant, long Amount)> Drawn) Take(IReadOnlyList<ModelGrant> grants, int amount, long now, bool fifo)
    {
        var order = fifo
            ? grants.OrderBy(grant => grant.Created).ThenBy(grant => grant.Index)
            : grants.OrderBy(grant => grant.Priority)
                .ThenBy(grant => grant.Expires is null)
                .ThenBy(grant => grant.Expires)
                .ThenBy(grant => grant.Promotional ? 0 : 1)
                .ThenBy(grant => grant.Effective)
                .ThenBy(grant => grant.Created)
                .ThenBy(grant => grant.Index);
        var heaps = grants.ToArray();
        var drawn = new List<(int Grant, long Amount)>();
        foreach (var grant in order)
        {
            var units = grant.AppliedAt.ToArray();
            var taken = 0;
            for (var unit = 0; unit < units.Length && amount > 0; unit++)
            {
                if (grant.Stands(units[unit], now) == "available")
                {
                    units[unit] = now;
                    amount--;
                    taken++;
                }
            }

            heaps[grant.Index] = grant with { AppliedAt = units };
            if (taken > 0)
            {
                drawn.Add((grant.Index, taken));
            }
        }

        return (heaps, drawn);
    }
}

using System.Collections.Immutable;

namespace CreditFunctions.Ledger;

/// <summary>Decides what consumes credit and what undoes it.</summary>
internal static class UseDecisions
{
    public static Decision Apply(ApplyCommand command, Situation now)
    {
        var account = now.Account;
        var available = Draw.Covering(account.Grants, command.PaysFor);
        var drawn = Math.Min(available, command.Amount);
        var beyond = command.Amount - drawn;
        if (beyond > OverageRoom(now))
        {
            return Insufficient(command.Amount, available, command.PaysFor, "applied", now);
        }

        var moves = Draw.Available(account.Grants, command.PaysFor, drawn, Bucket.Applied, now.Policy.DrawOrder);
        return now.Accept(
            EntryType.Apply, command.Amount, command, moves, draft => draft with { PaysFor = command.PaysFor, OverageChange = beyond > 0 ? beyond : null });
    }

    public static Decision Reverse(ReverseCommand command, Situation now)
    {
        if (now.Entry(command.Entry) is not { } entry)
        {
            return Decision.Refuse(RefusalCodes.EntryNotFound, "The account has no such entry.", "entry_id");
        }

        var overage = entry.Draft.OverageChange ?? 0;
        if (entry.Draft.Type is not (EntryType.Apply or EntryType.Capture) || overage < 0)
        {
            var what = overage < 0 ? "paid for overage" : $"is of type {entry.Draft.Type.Name()}";
            return Decision.Refuse(RefusalCodes.NotReversible, $"The entry {what}; only what consumed credit can be reversed.", "entry_id");
        }

        var done = now.Reversal(entry.Seq) ?? new(entry.Seq, 0, 0);
        var drawn = entry.Draft.Moves.Where(move => move.To == Bucket.Applied).ToImmutableArray();
        // Overage that was ended or repaid since is not there to be undone.
        var overageLeft = Math.Min(overage - done.Overage, now.Account.Overage);
        var creditLeft = drawn.Sum(move => move.Amount) - done.Credit;
        var left = overageLeft + creditLeft;
        var amount = command.Amount ?? left;
        if (amount > left || left == 0)
        {
            return Decision.Refuse(RefusalCodes.ReversalExceeded, $"Of the entry {now.Text(left)} is left to reverse.", command.Amount is null ? "entry_id" : "amount");
        }

        var undone = Math.Min(overageLeft, amount);
        var moves = Back(drawn, done.Credit, amount - undone, id => (now.Account.Grant(id) ?? now.EndedGrant(id))!.Freed);
        return now.Accept(
            EntryType.Reverse, amount, command, moves, draft => draft with { Reverses = entry.Seq, OverageChange = undone > 0 ? -undone : null, PaysFor = entry.Draft.PaysFor });
    }

    public static Decision SettleOverage(SettleOverageCommand command, Situation now)
    {
        var overage = now.Account.Overage;
        var amount = command.Amount ?? overage;
        return amount > overage || overage == 0
            ? Decision.Refuse(RefusalCodes.OverageExceeded, $"The account's overage is {now.Text(overage)}.", "amount")
            : now.Accept(EntryType.SettleOverage, amount, command, [], draft => draft with { OverageChange = -amount, Settlement = command.How });
    }

    /// <summary>Why credit cannot be drawn.</summary>
    public static Decision Insufficient(long amount, long available, PaysFor? what, string done, Situation now)
    {
        var elsewhere = now.Account.Totals.Available - available;
        var forOthers = elsewhere == 0 ? "" : $" for {(what is null ? "anything" : "this")}, and {now.Text(elsewhere)} for other things only";
        var overage = now.Policy.Overage is null ? "" : $"; overage may grow by {now.Text(OverageRoom(now))}";
        return Decision.Refuse(RefusalCodes.InsufficientCredit, $"{now.Text(amount)} was to be {done}; {now.Text(available)} is available{forOthers}{overage}.", "amount");
    }

    /// <summary>By how much overage may still grow; an account above a limit that was lowered has no room.</summary>
    private static long OverageRoom(Situation now) =>
        now.Policy.Overage is { } overage ? Math.Max(0, (overage.Limit ?? long.MaxValue) - now.Account.Overage) : 0;

    /// <summary>Passes over what was given back before, and gives back so much of the rest: last drawn first.</summary>
    private static ImmutableArray<Move> Back(ImmutableArray<Move> drawn, long before, long amount, Func<long, Bucket> freed)
    {
        var moves = ImmutableArray.CreateBuilder<Move>();
        foreach (var move in drawn.Reverse())
        {
            var passed = Math.Min(before, move.Amount);
            var back = Math.Min(amount, move.Amount - passed);
            (before, amount) = (before - passed, amount - back);
            if (back > 0)
            {
                moves.Add(new(move.Grant, Bucket.Applied, freed(move.Grant), back));
            }
        }

        return moves.ToImmutable();
    }
}

namespace CreditFunctions.Ledger;

/// <summary>What a grant pays of the overage the moment it becomes available, where its terms say so.</summary>
public static class Repayment
{
    /// <summary>The application that follows <paramref name="last"/>, the entry <paramref name="account"/> has just become what it is by; null: none does.</summary>
    public static EntryDraft? Of(Account account, EntryDraft last)
    {
        var id = last.Terms is not null ? account.Seq
            : last.Type == EntryType.Activate ? last.Moves[0].Grant
            : 0;
        if (account.Overage == 0 || account.Grant(id) is not { Terms.RepaysOverage: true, Totals.Available: > 0 and var available })
        {
            return null;
        }

        var amount = Math.Min(account.Overage, available);
        return new(EntryType.Apply, amount, last.PostedAt, last.CreatedAt, [new(id, Bucket.Available, Bucket.Applied, amount)], last.Policy) { OverageChange = -amount };
    }
}

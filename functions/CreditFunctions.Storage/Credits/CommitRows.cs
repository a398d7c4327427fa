using CreditFunctions.Ledger;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.Credits;

/// <summary>The rows of one commit: one entity-group transaction in the customer's partition.</summary>
internal static class CommitRows
{
    /// <summary>In how many months, this one and those before it, an idempotency key is looked for.</summary>
    public const int KeyMonths = 3;

    /// <summary>The rows that carry out a plan.</summary>
    /// <param name="scope">The account.</param>
    /// <param name="plan">The plan; it has entries.</param>
    /// <param name="row">The account as it was read; null if it is new.</param>
    /// <param name="customer">The customer of a new account.</param>
    /// <param name="keys">The idempotency keys of the plan's answers, in their order.</param>
    public static IReadOnlyList<RowWrite> Of(CommitScope scope, CommitPlan plan, AccountRow? row, CustomerRow? customer, IReadOnlyList<IdempotencyKey?> keys)
    {
        var key = scope.Key;
        var first = plan.Entries[0].Entry;
        var rows = new List<RowWrite>
        {
            row is null
                ? new(RowAction.Insert, RowKeys.Account(key), AccountRow.Write(plan.After))
                : new(RowAction.Replace, RowKeys.Account(key), AccountRow.Write(plan.After), row.ETag),
            new(RowAction.Insert, RowKeys.Time(first.Number, key, first.Seq), TimeRow.Write(
                plan.Entries.Count, plan.Entries.Count(entry => entry.Entry.Draft.Type == EntryType.Grant), first.CommitId)),
        };
        rows.AddRange(plan.Entries.Select(entry => new RowWrite(RowAction.Insert, RowKeys.Entry(key, entry.Entry.Seq), EntryRow.Write(entry))));
        var records = plan.Records;
        rows.AddRange(records.Grants.Values.Select(grant => new RowWrite(RowAction.Upsert, RowKeys.Grant(key, grant.Id), GrantRow.Write(grant))));
        rows.AddRange(records.Reversals.Values.Select(reversal => new RowWrite(RowAction.Upsert, RowKeys.Reversal(key, reversal.Entry), ReversalRow.Write(reversal))));
        rows.AddRange(records.Reservations.Values.Select(end => new RowWrite(RowAction.Insert, RowKeys.Reservation(key, end.Id), ReservationRow.Write(end))));
        if (row is null && customer is not null)
        {
            rows.Add(new(RowAction.Insert, RowKeys.AccountHash(key.Hash), AccountHashRow.Write(key)));
            rows.Add(new(
                RowAction.Replace,
                RowKeys.Customer(key.Customer),
                CustomerRow.Write(customer.Customer, customer.Accounts.Append((key.Entitlement, key.Unit))),
                customer.ETag));
        }

        foreach (var (answer, idempotencyKey) in plan.Answers.Zip(keys))
        {
            if (answer.Entries.Count > 0 && idempotencyKey is not null)
            {
                var (from, to) = (answer.Entries[0].Entry.Seq, answer.Entries[^1].Entry.Seq);
                rows.Add(new(
                    RowAction.Insert,
                    RowKeys.IdempotencyKey(plan.After.UpdatedAt, key.Customer, idempotencyKey.KeyHash),
                    new KeyRow(idempotencyKey.RequestHash, key.Entitlement, key.Unit, from, to - from + 1).Write()));
            }
        }

        return rows;
    }
}

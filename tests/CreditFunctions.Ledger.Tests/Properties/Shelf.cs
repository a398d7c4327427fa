using System.Collections.Immutable;

namespace CreditFunctions.Ledger.Tests;

/// <summary>All that is stored of one account: its row, its entries, and the rows beside them as commits wrote them. Loads no more than what the core names.</summary>
internal sealed record Shelf(
    Account Account,
    ImmutableList<SealedEntry> Entries,
    ImmutableSortedDictionary<long, Grant> GrantRows,
    ImmutableSortedDictionary<long, Reversal> Reversals,
    ImmutableSortedDictionary<long, ReservationEnd> Reservations)
{
    public static readonly Shelf Empty = new(
        Build.Empty,
        [],
        ImmutableSortedDictionary<long, Grant>.Empty,
        ImmutableSortedDictionary<long, Reversal>.Empty,
        ImmutableSortedDictionary<long, ReservationEnd>.Empty);

    /// <summary>Every grant there ever was, by id: the account's row has the truth about the active ones, their own rows about the others.</summary>
    public ImmutableSortedDictionary<long, Grant> Grants => GrantRows.SetItems(Account.Grants.Select(grant => KeyValuePair.Create(grant.Id, grant)));

    /// <summary>As many commits as it takes to answer all requests.</summary>
    public (Shelf After, ImmutableArray<CommitPlan> Plans) Commit(IReadOnlyList<CommandSet> requests, Policy policy, Instant clock)
    {
        var (shelf, plans) = (this, ImmutableArray.CreateBuilder<CommitPlan>());
        do
        {
            var plan = CommitPlan.Make(shelf.Account, requests, policy, clock, "commit", shelf.Account.Number, shelf.Load(requests));
            if (plans.Count > 0 && plan.Entries.Count + plan.Answers.Count == 0)
            {
                throw new InvalidOperationException("A plan that does nothing would be made for ever.");
            }

            plans.Add(plan);
            shelf = shelf.With(plan);
            requests = [.. requests.Skip(plan.Answers.Count)];
        }
        while (requests.Count > 0);

        return (shelf, plans.ToImmutable());
    }

    private Shelf With(CommitPlan plan) => new(
        plan.After,
        Entries.AddRange(plan.Entries),
        GrantRows.SetItems(plan.Records.Grants),
        Reversals.SetItems(plan.Records.Reversals),
        Reservations.SetItems(plan.Records.Reservations));

    private Records Load(IReadOnlyList<CommandSet> requests)
    {
        var records = Records.None;
        while (records.Missing(Account, requests) is { Count: > 0 } missing)
        {
            foreach (var (kind, id) in missing)
            {
                records = kind switch
                {
                    RecordKind.Grant => records with { Grants = records.Grants.Add(id, GrantRows.GetValueOrDefault(id)) },
                    RecordKind.Entry => records with { Entries = records.Entries.Add(id, Entries[(int)id - 1].Entry) },
                    RecordKind.Reversal => records with { Reversals = records.Reversals.Add(id, Reversals.GetValueOrDefault(id)) },
                    _ => records with { Reservations = records.Reservations.Add(id, Reservations.GetValueOrDefault(id)) },
                };
            }
        }

        return records;
    }
}

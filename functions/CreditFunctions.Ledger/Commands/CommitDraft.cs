using System.Globalization;

namespace CreditFunctions.Ledger;

/// <summary>A commit being planned. Whatever does not end well is taken back to a mark, so that a refused request leaves nothing.</summary>
internal sealed class CommitDraft(Account before, Policy policy, Instant now, string commitId, long number, Records stored)
{
    /// <summary>Rows besides those of entries, records and requests: the account, its customer, its hash, its time.</summary>
    private const int FixedRows = 4;

    private readonly List<SealedEntry> entries = [];
    private State state = new(before, ChangedRecords.None, 0, 0, 0);

    /// <summary>Is it more than one commit holds?</summary>
    public bool IsTooLarge => Rows > Limits.CommitRows || state.Bytes > Limits.CommitBytes;

    private int Rows => FixedRows + entries.Count + state.Records.Count + state.Requests;

    /// <summary>Where it stands, to come back to.</summary>
    public State Mark() => state with { Entries = entries.Count };

    /// <summary>Takes back all that was added since.</summary>
    public void BackTo(State mark)
    {
        entries.RemoveRange(mark.Entries, entries.Count - mark.Entries);
        state = mark;
    }

    /// <summary>Writes down what has come due before a request. False: there is more than fits, and this much is written.</summary>
    public bool SettleFor(CommandSet request)
    {
        var at = request.Commands is [var first, ..] ? JudgedAt(first) : now;
        while (Settlement.Next(state.Account, at) is { } effect)
        {
            var mark = Mark();
            PostAndRepay(effect);
            if (Rows > Limits.CommitRows)
            {
                BackTo(mark);
                return false;
            }
        }

        return true;
    }

    /// <summary>Does a request's commands; its answer, if it is not too large.</summary>
    public Answer Add(CommandSet request)
    {
        var first = entries.Count;
        state = state with { Requests = state.Requests + 1 };
        for (var at = 0; at < request.Commands.Count; at++)
        {
            var command = request.Commands[at];
            var judgedAt = JudgedAt(command);
            Settle(judgedAt);
            var decision = Decision.Decide(command, SituationAt(judgedAt));
            if (decision.Draft is not { } draft)
            {
                return new([], decision.Refusal! with { Command = at });
            }

            PostAndRepay(draft);
            if (BrokenLimit(draft, judgedAt) is { } broken)
            {
                return new([], broken with { Command = at });
            }
        }

        SettleIfItFits(request);
        return new([.. entries.Skip(first).Where(entry => !entry.Entry.Draft.IsEffectOfTime)], null);
    }

    /// <summary>Why it cannot be done: it is too large.</summary>
    public Refusal TooLarge() => new(RefusalCodes.CommitTooLarge, string.Create(
        CultureInfo.InvariantCulture,
        $"The request alone would write {Rows} rows of {state.Bytes} bytes; a commit has at most {Limits.CommitRows} and {Limits.CommitBytes}."));

    /// <summary>The plan.</summary>
    public CommitPlan ToPlan(IReadOnlyList<Answer> answers) => new(before, state.Account, entries, state.Records, answers);

    /// <summary>
    /// History is judged as of its own time, but never as of one the account is already past. On an account in use, which is past all history, an old date is a label.
    /// </summary>
    private Instant JudgedAt(Command command)
    {
        var account = state.Account;
        return command.CreatedAt is { } createdAt && !account.IsInUse
            ? Instant.Earlier(now, Instant.Later(createdAt, account.BusinessTime))
            : now;
    }

    private Situation SituationAt(Instant at) => new(state.Account, policy, now, at)
    {
        EndedGrant = EndedGrant,
        Entry = seq => seq > before.Seq ? entries.Find(entry => entry.Entry.Seq == seq)?.Entry : stored.Entries.GetValueOrDefault(seq),
        Reversal = Reversal,
        ReservationEnd = id => state.Records.Reservations.GetValueOrDefault(id) ?? stored.Reservations.GetValueOrDefault(id),
    };

    private Grant? EndedGrant(long id) => state.Records.Grants.GetValueOrDefault(id) ?? stored.Grants.GetValueOrDefault(id);

    private Reversal? Reversal(long seq) => state.Records.Reversals.GetValueOrDefault(seq) ?? stored.Reversals.GetValueOrDefault(seq);

    private Refusal? BrokenLimit(EntryDraft draft, Instant at)
    {
        var account = state.Account;
        // What was given back to grants that have expired expires at once.
        var active = account.Grants.Count(grant => grant.Terms.ExpiresAt is not { } expiresAt || expiresAt > at || grant.Totals.Reserved > 0);
        if (active > Limits.ActiveGrants)
        {
            return new(RefusalCodes.TooManyActiveGrants, string.Create(
                CultureInfo.InvariantCulture, $"The account would have {active} active grants; at most {Limits.ActiveGrants} are allowed."));
        }

        return draft.Type is EntryType.Grant or EntryType.Amend or EntryType.Reserve or EntryType.Reverse
            && 2 * (EntryFormat.Write(account.Grants).Length + EntryFormat.Write(account.Reservations).Length) > Limits.AccountStateBytes
            ? new(RefusalCodes.AccountTooLarge, string.Create(
                CultureInfo.InvariantCulture,
                $"The account's active grants and open reservations would take more than {Limits.AccountStateBytes} bytes; shorten memos or metadata."))
            : null;
    }

    /// <summary>What a request frees of grants that have expired is expired with it, if there is room; otherwise with the next commit.</summary>
    private void SettleIfItFits(CommandSet request)
    {
        var mark = Mark();
        Settle(request.Commands is [.., var last] ? JudgedAt(last) : now);
        if (IsTooLarge)
        {
            BackTo(mark);
        }
    }

    private void Settle(Instant at)
    {
        while (Settlement.Next(state.Account, at) is { } effect)
        {
            PostAndRepay(effect);
        }
    }

    private void PostAndRepay(EntryDraft draft)
    {
        Post(draft);
        if (Repayment.Of(state.Account, draft) is { } repayment)
        {
            Post(repayment);
        }
    }

    private void Post(EntryDraft draft)
    {
        var account = state.Account;
        var (after, touched) = Posting.Post(account, draft, EndedGrant);
        var records = state.Records.With(account, after, draft, touched, draft.Reverses is { } seq ? Reversal(seq) : null);
        var (sealedAccount, entry) = Posting.Seal(account, after, draft, commitId, number + 1 + entries.Count);
        entries.Add(entry);
        state = state with { Account = sealedAccount, Records = records, Bytes = state.Bytes + entry.Canonical.Length };
    }

    /// <summary>How far a plan has come.</summary>
    internal sealed record State(Account Account, ChangedRecords Records, int Bytes, int Requests, int Entries);
}

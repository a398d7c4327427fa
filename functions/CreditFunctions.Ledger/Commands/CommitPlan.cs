namespace CreditFunctions.Ledger;

/// <summary>Commands that are done together or not at all.</summary>
public sealed record CommandSet(IReadOnlyList<Command> Commands);

/// <summary>What one request came to: its entries, or the refusal of the first command that could not be done.</summary>
/// <param name="Entries">One entry a command, in their order.</param>
/// <param name="Refusal">Why nothing was done.</param>
public sealed record Answer(IReadOnlyList<SealedEntry> Entries, Refusal? Refusal);

/// <summary>
/// One commit: first, as entries dated at their due instants, all that has come due; then the requests in turn, each seeing what those before it did.
/// </summary>
/// <param name="Before">The account the plan was made on.</param>
/// <param name="After">The account when it is committed.</param>
/// <param name="Entries">All new entries, in order.</param>
/// <param name="Grants">Grants that are new or ended, as they are then: the rows to write for them.</param>
/// <param name="Answers">The answers of the first requests. Fewer than were given: plan again, for the rest, after this commit.</param>
public sealed record CommitPlan(
    Account Before, Account After, IReadOnlyList<SealedEntry> Entries, IReadOnlyList<Grant> Grants, IReadOnlyList<Answer> Answers)
{
    /// <summary>Rows besides those of entries, grants and requests: the account, its customer, its hash, its time.</summary>
    private const int FixedRows = 4;

    /// <summary>Plans as many of the requests as fit one commit.</summary>
    /// <param name="account">The account as read.</param>
    /// <param name="requests">What is asked, in order.</param>
    /// <param name="policy">The rules in force.</param>
    /// <param name="clock">The present; the plan's now is the later of it and the account's last entry.</param>
    /// <param name="commitId">What the writer will know its entries by.</param>
    /// <param name="lastNumber">The highest entry number given out so far in the account's shard, as far as the writer knows.</param>
    public static CommitPlan Make(Account account, IReadOnlyList<CommandSet> requests, Policy policy, Instant clock, string commitId, long lastNumber)
    {
        var now = Instant.Later(clock, account.UpdatedAt);
        var number = Math.Max(Math.Max(account.Number, lastNumber), now.Microseconds - 1);
        var draft = new Draft(account, commitId, number);
        if (!draft.SettleTo(now))
        {
            // More has come due than one commit holds: write this much first.
            return draft.ToPlan([]);
        }

        var answers = new List<Answer>();
        foreach (var request in requests)
        {
            var next = draft.Copy();
            var entriesBefore = next.Entries.Count;
            var refusal = next.Add(request, policy, now);
            if (refusal is null && next.IsTooLarge)
            {
                if (draft.Entries.Count > 0)
                {
                    break;
                }

                refusal = new(
                    RefusalCodes.CommitTooLarge,
                    $"The request alone would write {next.Rows} rows of {next.Bytes} bytes; a commit has at most {Limits.CommitRows} and {Limits.CommitBytes}.");
            }

            if (refusal is not null)
            {
                answers.Add(new([], refusal));
                continue;
            }

            answers.Add(new([.. next.Entries.Skip(entriesBefore)], null));
            draft = next;
        }

        return draft.ToPlan(answers);
    }

    /// <summary>A plan being made; copied before each request, so that a refused one leaves nothing.</summary>
    private sealed class Draft
    {
        private readonly Account before;
        private readonly string commitId;
        private readonly long number;
        private readonly SortedDictionary<long, Grant> grants = [];
        private Account account;
        private int requests;

        public Draft(Account before, string commitId, long number)
        {
            (this.before, this.commitId, this.number) = (before, commitId, number);
            account = before;
        }

        public List<SealedEntry> Entries { get; } = [];

        public int Bytes => Entries.Sum(entry => entry.Canonical.Length);

        public bool IsTooLarge => Rows > Limits.CommitRows || Bytes > Limits.CommitBytes;

        public int Rows => FixedRows + Entries.Count + grants.Count + requests;

        public Draft Copy()
        {
            var copy = new Draft(before, commitId, number) { account = account, requests = requests };
            copy.Entries.AddRange(Entries);
            foreach (var (id, grant) in grants)
            {
                copy.grants.Add(id, grant);
            }

            return copy;
        }

        /// <summary>False: there is more than fits.</summary>
        public bool SettleTo(Instant now)
        {
            while (Settlement.Next(account, now) is { } effect)
            {
                // An effect writes its entry and, at most, the row of each grant it ends.
                if (Rows + 1 + effect.Moves.Length > Limits.CommitRows)
                {
                    return false;
                }

                Post(effect);
            }

            return true;
        }

        public Refusal? Add(CommandSet request, Policy policy, Instant now)
        {
            requests++;
            for (var at = 0; at < request.Commands.Count; at++)
            {
                var decision = Decision.Decide(account, request.Commands[at], policy, now);
                if (decision.Draft is null)
                {
                    return decision.Refusal! with { Command = at };
                }

                Post(decision.Draft);
                if (decision.Draft.Terms is not null && 2 * EntryFormat.Write(account.Grants).Length > Limits.AccountStateBytes)
                {
                    return new(RefusalCodes.AccountTooLarge, $"The account's active grants would take more than {Limits.AccountStateBytes} bytes; shorten memos or metadata.") { Command = at };
                }
            }

            return null;
        }

        public CommitPlan ToPlan(IReadOnlyList<Answer> answers) => new(before, account, Entries, [.. grants.Values], answers);

        private void Post(EntryDraft draft)
        {
            var posted = Posting.Post(account, draft);
            var (sealedAccount, entry) = Posting.Seal(account, posted, draft, commitId, number + 1 + Entries.Count);
            RememberGrants(posted, draft);
            Entries.Add(entry);
            account = sealedAccount;
        }

        private void RememberGrants(Account posted, EntryDraft draft)
        {
            foreach (var move in draft.Moves)
            {
                var now = posted.Grants.FirstOrDefault(grant => grant.Id == move.Grant);
                if (now is null)
                {
                    grants[move.Grant] = Posting.Moved(account.Grant(move.Grant), draft.Moves);
                }
                else if (move.From is null || grants.ContainsKey(move.Grant))
                {
                    grants[move.Grant] = now;
                }
            }
        }
    }
}

namespace CreditFunctions.Ledger;

/// <summary>Commands that are done together or not at all. None: the account is settled, and nothing else is done.</summary>
public sealed record CommandSet(IReadOnlyList<Command> Commands);

/// <summary>What one request came to: its entries, or the refusal of the first command that could not be done.</summary>
/// <param name="Entries">One entry a command, in their order, and after a grant that pays for overage the application that does; effects of time may stand between them in the account.</param>
/// <param name="Refusal">Why nothing was done.</param>
public sealed record Answer(IReadOnlyList<SealedEntry> Entries, Refusal? Refusal);

/// <summary>
/// One commit: the requests in turn, each seeing what those before it did, and before each command, as entries dated at their due instants, all that has come due.
/// </summary>
/// <param name="Before">The account the plan was made on.</param>
/// <param name="After">The account when it is committed.</param>
/// <param name="Entries">All new entries, in order. None: nothing is to be written, and the answers stand as they are.</param>
/// <param name="Records">The rows to write beside the account and its entries, as they are then.</param>
/// <param name="Answers">The answers of the first requests. Fewer than were given: plan again, for the rest, after this commit.</param>
public sealed record CommitPlan(
    Account Before, Account After, IReadOnlyList<SealedEntry> Entries, ChangedRecords Records, IReadOnlyList<Answer> Answers)
{
    /// <summary>Plans as many of the requests as fit one commit.</summary>
    /// <param name="account">The account as read.</param>
    /// <param name="requests">What is asked, in order.</param>
    /// <param name="policy">The rules in force.</param>
    /// <param name="clock">The present; the plan's now is the later of it and the account's last entry.</param>
    /// <param name="commitId">What the writer will know its entries by.</param>
    /// <param name="lastNumber">The highest entry number given out so far in the account's shard, as far as the writer knows.</param>
    /// <param name="records">All that <see cref="Ledger.Records.Missing"/> named for them.</param>
    public static CommitPlan Make(
        Account account, IReadOnlyList<CommandSet> requests, Policy policy, Instant clock, string commitId, long lastNumber, Records records)
    {
        var now = Instant.Later(clock, account.UpdatedAt);
        var number = Math.Max(Math.Max(account.Number, lastNumber), now.Microseconds - 1);
        var draft = new CommitDraft(account, policy, now, commitId, number, records);
        var answers = new List<Answer>();
        var isCut = false;
        foreach (var request in requests)
        {
            var start = draft.Mark();
            if (!draft.SettleFor(request))
            {
                // More has come due than there is room for. When it alone does not fit a commit, write this much first; otherwise it waits with its request.
                if (start.Entries > 0)
                {
                    draft.BackTo(start);
                }

                isCut = true;
                break;
            }

            var before = draft.Mark();
            var answer = draft.Add(request);
            if (answer.Refusal is null && draft.IsTooLarge)
            {
                if (before.Entries > 0)
                {
                    draft.BackTo(before);
                    isCut = true;
                    break;
                }

                answer = new([], draft.TooLarge());
            }

            if (answer.Refusal is not null)
            {
                // What had come due for it too: history that comes after it is judged as if it had never been asked.
                draft.BackTo(start);
            }

            answers.Add(answer);
        }

        // Where all is refused nothing is written: readers settle for themselves.
        return isCut || answers.Exists(answer => answer.Refusal is null) ? draft.ToPlan(answers) : new(account, account, [], ChangedRecords.None, answers);
    }
}

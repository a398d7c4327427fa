using FsCheck;
using FsCheck.Fluent;

namespace CreditFunctions.Ledger.Tests;

/// <summary>One turn of a history: the clock jumps, and some requests arrive. The times of a command are relative to the clock then.</summary>
internal sealed record Step(int Jump, bool Fifo, IReadOnlyList<IReadOnlyList<Asked>> Requests)
{
    public override string ToString() =>
        $"\n{Jump:+0;-0} s {(Fifo ? "fifo" : "standard")}: {string.Join(" | ", Requests.Select(request => string.Join(", ", request)))}";
}

/// <summary>What one step came to, by the product and by the model.</summary>
internal sealed record Turn(
    long Clock, bool Fifo, IReadOnlyList<CommandSet> Requests, Account Before, IReadOnlyList<CommitPlan> Plans, Model Model, IReadOnlyList<Said> Said)
{
    public Account After => Plans[^1].After;

    public IReadOnlyList<Answer> Answers => [.. Plans.SelectMany(plan => plan.Answers)];

    public IReadOnlyList<SealedEntry> Entries => [.. Plans.SelectMany(plan => plan.Entries)];
}

/// <summary>A random life of one account, played to the product and to the model side by side.</summary>
internal sealed class History
{
    private static readonly Gen<Asked> Command =
        from grant in Gen.Choose(0, 1)
        from amount in Gen.Choose(0, 20)
        from priority in Gen.Elements(0, 50, 50, 100, 101)
        from promotional in Gen.Choose(0, 1)
        from effective in Gen.Elements<int?>(null, null, -3, 0, 1, 5, 12)
        from expires in Gen.Elements<int?>(null, null, 0, 1, 5, 10, 20)
        select new Asked(grant == 1, amount, priority, promotional == 1, effective, expires);

    private static readonly Gen<Step> AnyStep =
        from jump in Gen.Frequency((9, Gen.Choose(-5, 8)), (1, Gen.Choose(20, 60)))
        from fifo in Gen.Choose(0, 1)
        from count in Gen.Choose(0, 3)
        from requests in Gen.Choose(1, 3).SelectMany(length => Command.ArrayOf(length)).ArrayOf(count)
        select new Step(jump, fifo == 1, requests);

    private History(IReadOnlyList<Turn> turns) => Turns = turns;

    public static Arbitrary<Step[]> Any { get; } = Property.ArraysOf(AnyStep, 25);

    public IReadOnlyList<Turn> Turns { get; }

    public Account Account => Turns.Count == 0 ? Build.Empty : Turns[^1].After;

    public IReadOnlyList<SealedEntry> Entries => [.. Turns.SelectMany(turn => turn.Entries)];

    public static History Play(IEnumerable<Step> steps)
    {
        var turns = new List<Turn>();
        var (account, model, clock) = (Build.Empty, Model.Empty, 0L);
        foreach (var step in steps)
        {
            clock = Math.Max(0, clock + step.Jump);
            Asked[][] asked = [.. step.Requests.Select(request => request.Select(one => one with { Effective = one.Effective + clock, Expires = one.Expires + clock }).ToArray())];
            CommandSet[] requests = [.. asked.Select(request => new CommandSet([.. request.Select(ToCommand)]))];
            var plans = Commit(account, requests, step.Fifo, clock);
            (model, var said) = model.Commit(clock, step.Fifo, asked);
            turns.Add(new(clock, step.Fifo, requests, account, plans, model, said));
            account = plans[^1].After;
        }

        return new(turns);
    }

    /// <summary>As many commits as it takes to answer all requests.</summary>
    public static IReadOnlyList<CommitPlan> Commit(Account account, IReadOnlyList<CommandSet> requests, bool fifo, long clock)
    {
        var plans = new List<CommitPlan>();
        do
        {
            var plan = CommitPlan.Make(account, requests, fifo ? Build.Fifo : Build.Standard, Build.At(clock), "commit", account.Number, Records.None);
            if (plans.Count > 0 && plan.Entries.Count + plan.Answers.Count == 0)
            {
                throw new InvalidOperationException("A plan that does nothing would be made for ever.");
            }

            plans.Add(plan);
            account = plan.After;
            requests = [.. requests.Skip(plan.Answers.Count)];
        }
        while (requests.Count > 0);

        return plans;
    }

    private static Command ToCommand(Asked asked) => asked.IsGrant
        ? new GrantCommand(asked.Amount)
        {
            Priority = asked.Priority,
            Category = asked.Promotional ? GrantCategory.Promotional : GrantCategory.Paid,
            EffectiveAt = asked.Effective is { } effective ? Build.At(effective) : null,
            ExpiresAt = asked.Expires is { } expires ? Build.At(expires) : null,
        }
        : new ApplyCommand(asked.Amount);
}

using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace CreditFunctions.Ledger.Tests;

/// <summary>What kind of requests a step has.</summary>
internal enum StepKind
{
    /// <summary>Of any commands.</summary>
    Any,

    /// <summary>Of any commands, as of earlier.</summary>
    History,

    /// <summary>Of very many small grants.</summary>
    Grants,

    /// <summary>Of very many small reservations.</summary>
    Reservations,
}

/// <summary>One turn of a history before it is played: how far the clock jumps, and the numbers its commands are made of.</summary>
internal sealed record Step(int Jump, Policy Policy, StepKind Kind, ImmutableArray<ImmutableArray<int[]>> Requests)
{
    // What became of it says more: see History.
    public override string ToString() => "";
}

/// <summary>What one step came to, by the product and by the model.</summary>
internal sealed record Turn(
    long Clock, Policy Policy, ImmutableArray<CommandSet> Requests, Shelf Before, Shelf After, ImmutableArray<CommitPlan> Plans, Model Model, ImmutableArray<Said> Said)
{
    public IReadOnlyList<Answer> Answers => [.. Plans.SelectMany(plan => plan.Answers)];

    /// <summary>The later of the clock and the last entry.</summary>
    public long Now => Math.Max(Clock, Ticks.Of(After.Account.UpdatedAt));

    /// <summary>Did what had come due take commits of its own?</summary>
    public bool IsSettledAlone => Plans.Any(plan => plan.Entries.Count > 0 && plan.Answers.All(answer => answer.Refusal is not null));

    public override string ToString()
    {
        var requests = Requests.Select((request, at) => $"\n    [{string.Join("; ", request.Commands.Select(Views.Of))}] -> {(at < Said.Length ? Said[at].Code ?? "done" : "")}");
        return $"\n{Clock} {Policy}:{string.Concat(requests)}";
    }
}

/// <summary>A random life of one account, played to the product and to the model side by side.</summary>
internal sealed class History
{
    private static readonly Gen<Policy> AnyPolicy =
        from order in Gen.Elements(DrawOrder.Standard, DrawOrder.Standard, DrawOrder.Fifo)
        from overage in Gen.Elements<OveragePolicy?>(
            null, null, new(OverageOnGrant.Carry, 10), new(OverageOnGrant.Carry, null), new(OverageOnGrant.Repay, 10), new(OverageOnGrant.Repay, 25), new(OverageOnGrant.Repay, null))
        from days in Gen.Elements<int?>(null, 1, 2)
        select new Policy(order) { Overage = overage, ExpiresAfterDays = days };

    private static readonly Gen<int[]> Numbers = Gen.Choose(0, 999_999).ArrayOf(20);

    private static readonly Gen<Step> Small =
        from jump in Gen.Choose(0, 3)
        from policy in AnyPolicy
        from kind in Gen.Elements(StepKind.Grants, StepKind.Reservations)
        from requests in Numbers.ArrayOf(14).ArrayOf(kind == StepKind.Grants ? 5 : 3)
        select new Step(jump, policy, kind, [.. requests.Select(request => request.ToImmutableArray())]);

    private static readonly Gen<Step> Ordinary =
        from jump in Gen.Frequency((9, Gen.Choose(-2, 4)), (1, Gen.Choose(8, 20)))
        from policy in AnyPolicy
        from kind in Gen.Elements(StepKind.Any, StepKind.Any, StepKind.History)
        from count in Gen.Choose(0, 4)
        from requests in Gen.Frequency((9, Gen.Constant(1)), (4, Gen.Choose(2, 4)), (1, Gen.Constant(0))).SelectMany(length => Numbers.ArrayOf(length)).ArrayOf(count)
        select new Step(jump, policy, kind, [.. requests.Select(request => request.ToImmutableArray())]);

    private History(IReadOnlyList<Turn> turns) => Turns = turns;

    /// <summary>Lives of all kinds.</summary>
    public static Arbitrary<Step[]> Any { get; } = Lives(Gen.Frequency((60, Ordinary), (1, Small)), 30);

    /// <summary>Lives at the account's limits, in which more comes due than one commit holds. Nothing in them is imported, and the clock does not go back.</summary>
    public static Arbitrary<Step[]> Crowded { get; } =
        Lives(Gen.Frequency((3, Ordinary.Select(step => step with { Jump = Math.Abs(step.Jump), Kind = StepKind.Any })), (1, Small)), 12);

    public IReadOnlyList<Turn> Turns { get; }

    public Shelf Shelf => Turns.Count == 0 ? Shelf.Empty : Turns[^1].After;

    public Model Model => Turns.Count == 0 ? new() : Turns[^1].Model;

    public IEnumerable<CommitPlan> Plans => Turns.SelectMany(turn => turn.Plans);

    public static History Play(IReadOnlyList<Step> steps)
    {
        var isHistory = steps.Any(step => step.Kind == StepKind.History);
        var turns = new List<Turn>();
        var (shelf, model, clock) = (Shelf.Empty, new Model(), 0L);
        foreach (var step in steps)
        {
            clock = Math.Max(0, clock + step.Jump);
            var now = Math.Max(clock, model.Posted);
            ImmutableArray<CommandSet> requests = [.. step.Requests.Select(request => new CommandSet([.. request.Select(numbers => Make(step.Kind, new(numbers), model, now))]))];
            var (modelAfter, said) = model.Commit(clock, step.Policy, requests);
            try
            {
                var (after, plans) = shelf.Commit(requests, step.Policy, Ticks.At(clock));
                var turn = new Turn(clock, step.Policy, requests, shelf, after, plans, modelAfter, said);
                if (isHistory && turn.IsSettledAlone)
                {
                    // What alone fills a commit is written even if the request that called for it is refused. Readers see the same, but older history is judged later then.
                    break;
                }

                turns.Add(turn);
                (shelf, model) = (after, modelAfter);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"After {string.Concat(turns)}\n{clock} {step.Policy} {string.Join("\n", requests.Select(request => string.Join("; ", request.Commands.Select(Views.Of))))}", e);
            }
        }

        return new(turns);
    }

    /// <summary>What readers were answered, by the model, at each tick after all that was done then.</summary>
    public IReadOnlyDictionary<long, string> Seen()
    {
        var seen = new SortedDictionary<long, string>();
        var before = new Model();
        foreach (var turn in Turns)
        {
            // Those who read before the turn, when the clock had come to it, and those who read after it.
            foreach (var (tick, view) in before.Watch(Math.Max(turn.Clock, before.Posted)).Concat(turn.Model.Watch(turn.Now)))
            {
                seen[tick] = view;
            }

            // The clock may have been further than what was posted since: who reads there again sees more.
            foreach (var later in seen.Keys.Where(tick => tick > turn.Now).ToArray())
            {
                seen.Remove(later);
            }

            before = turn.Model;
        }

        return seen;
    }

    public override string ToString() => string.Concat(Turns);

    private static Arbitrary<Step[]> Lives(Gen<Step> step, int longest) => Arb.From(
        Gen.Choose(0, longest).SelectMany(length => step.ArrayOf(length)),
        steps => Property.Shorter(steps).Concat(steps.Length > 6 ? [] : steps.SelectMany((one, at) =>
            Simpler(one).Select(simpler => (Step[])[.. steps[..at], simpler, .. steps[(at + 1)..]]))));

    private static Command Make(StepKind kind, Choices pick, Model model, long now) => kind switch
    {
        StepKind.Grants or StepKind.Reservations => Asking.Small(pick, now, kind == StepKind.Grants),
        _ => Asking.Command(pick, model, now, kind == StepKind.History),
    };

    private static IEnumerable<Step> Simpler(Step step)
    {
        for (var request = 0; request < step.Requests.Length; request++)
        {
            yield return step with { Requests = step.Requests.RemoveAt(request) };
            for (var command = 0; command < step.Requests[request].Length; command++)
            {
                yield return step with { Requests = step.Requests.SetItem(request, step.Requests[request].RemoveAt(command)) };
            }
        }
    }
}

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

    private static readonly Gen<int[]> Numbers = Gen.Choose(0, 999_999).ArrayOf(14);

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

    private History(IReadOnlyList<Turn> turns, IReadOnlyDictionary<long, string> seen) => (Turns, Seen) = (turns, seen);

    /// <summary>Lives of all kinds.</summary>
    public static Arbitrary<Step[]> Any { get; } = Lives(Gen.Frequency((30, Ordinary), (1, Small)));

    /// <summary>Lives at the account's limits, in which more comes due than one commit holds. Nothing in them is imported, and the clock does not go back.</summary>
    public static Arbitrary<Step[]> Crowded { get; } =
        Lives(Gen.Frequency((3, Ordinary.Select(step => step with { Jump = Math.Abs(step.Jump), Kind = StepKind.Any })), (1, Small)));

    public IReadOnlyList<Turn> Turns { get; }

    /// <summary>What readers were answered, by the model, at each tick after all that was done then.</summary>
    public IReadOnlyDictionary<long, string> Seen { get; }

    public Shelf Shelf => Turns.Count == 0 ? Shelf.Empty : Turns[^1].After;

    public Model Model => Turns.Count == 0 ? new() : Turns[^1].Model;

    public IEnumerable<CommitPlan> Plans => Turns.SelectMany(turn => turn.Plans);

    public static History Play(IReadOnlyList<Step> steps)
    {
        var isHistory = steps.Any(step => step.Kind == StepKind.History);
        var turns = new List<Turn>();
        var seen = new SortedDictionary<long, string>();
        var (shelf, model, clock) = (Shelf.Empty, new Model(), 0L);
        foreach (var step in steps)
        {
            clock = Math.Max(0, clock + step.Jump);
            var now = Math.Max(clock, model.Posted);
            See(model, now);
            ImmutableArray<CommandSet> requests = [.. step.Requests.Select(request => new CommandSet([.. request.Select(numbers => Make(step.Kind, new(numbers), model, now))]))];
            var (modelAfter, said) = model.Commit(clock, step.Policy, requests);
            try
            {
                var (after, plans) = shelf.Commit(requests, step.Policy, Ticks.At(clock));
                if (isHistory && plans.Any(plan => plan.Answers.Count == 0))
                {
                    // What alone fills a commit is written even if the request that called for it is refused. That is not to be seen, but older history comes too late then.
                    break;
                }

                turns.Add(new(clock, step.Policy, requests, shelf, after, plans, modelAfter, said));
                (shelf, model) = (after, modelAfter);
                See(model, now);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"After {string.Concat(turns)}\n{clock} {step.Policy} {string.Join("\n", requests.Select(request => string.Join("; ", request.Commands.Select(Views.Of))))}", e);
            }
        }

        return new(turns, seen);

        void See(Model model, long now)
        {
            // The clock may have been further than what was posted since: who reads there again sees more.
            foreach (var later in seen.Keys.Where(tick => tick > now).ToArray())
            {
                seen.Remove(later);
            }

            foreach (var (tick, view) in model.Watch(now))
            {
                seen[tick] = view;
            }
        }
    }

    public override string ToString() => string.Concat(Turns);

    private static Arbitrary<Step[]> Lives(Gen<Step> step) => Arb.From(
        Gen.Choose(0, 25).SelectMany(length => step.ArrayOf(length)),
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

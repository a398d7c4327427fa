namespace CreditFunctions.Ledger.Tests;

/// <summary>What most tests stand on: one account in euros, and seconds after the start of 2026.</summary>
internal static class Build
{
    public const string CommitId = "commit-1";

    public static readonly AccountKey Key = new("acme", "c-1", "default", "EUR");
    public static readonly Unit Euro = new("EUR", 2);
    public static readonly Policy Standard = new(DrawOrder.Standard);
    public static readonly Policy Fifo = new(DrawOrder.Fifo);

    public static Account Empty => Account.Empty(Key, Euro);

    public static Instant At(double seconds) =>
        Instant.FromMicroseconds(1_767_225_600_000_000 + (long)(seconds * 1_000_000));

    public static Grant Grant(
        long id,
        long pending = 0,
        long available = 0,
        long reserved = 0,
        long applied = 0,
        double effective = 0,
        double? expires = null,
        int priority = GrantTerms.DefaultPriority,
        GrantCategory category = GrantCategory.Paid,
        double created = 0) =>
        new(
            id,
            new(priority, category, At(effective), expires is { } end ? At(end) : null, null, null),
            At(created),
            new(pending, available, reserved, applied, 0, 0),
            null,
            null);

    /// <summary>An account that has those grants, its seq past all their ids and its last entry at <paramref name="updated"/>.</summary>
    public static Account AccountOf(double updated, IReadOnlyList<Grant> grants, params IReadOnlyList<Reservation> reservations) => Empty with
    {
        Seq = grants.Select(grant => grant.Id).Concat(reservations.Select(one => one.Id)).DefaultIfEmpty().Max(),
        CreatedAt = At(0),
        UpdatedAt = At(updated),
        BusinessTime = At(updated),
        IsInUse = true,
        Totals = Sum(grants),
        Grants = [.. grants],
        Reservations = [.. reservations],
    };

    public static Totals Sum(IEnumerable<Grant> grants) => grants.Aggregate(default(Totals), (sum, grant) => new(
        sum.Pending + grant.Totals.Pending,
        sum.Available + grant.Totals.Available,
        sum.Reserved + grant.Totals.Reserved,
        sum.Applied + grant.Totals.Applied,
        sum.Expired + grant.Totals.Expired,
        sum.Voided + grant.Totals.Voided));

    public static CommandSet Request(params IReadOnlyList<Command> commands) => new(commands);

    /// <summary>One plan for one request.</summary>
    public static CommitPlan Plan(Account account, double clock, params IReadOnlyList<Command> commands) =>
        Plan(account, clock, [new CommandSet(commands)]);

    public static CommitPlan Plan(Account account, double clock, IReadOnlyList<CommandSet> requests) =>
        CommitPlan.Make(account, requests, Standard, At(clock), CommitId, 0, Records.None);

    /// <summary>The account after a request that must be done.</summary>
    public static Account Done(Account account, double clock, params IReadOnlyList<Command> commands)
    {
        var plan = Plan(account, clock, commands);
        Assert.Null(Assert.Single(plan.Answers).Refusal);
        return plan.After;
    }

    /// <summary>A command decided on an account, on which nothing else can be looked up, at 100 seconds.</summary>
    public static Decision Decide(Command command, Account account, Policy? policy = null) => Decision.Decide(command, Now(account, policy));

    /// <summary>What a command is decided on at 100 seconds.</summary>
    public static Situation Now(Account account, Policy? policy = null) => new(account, policy ?? Standard, At(100), At(100));
}

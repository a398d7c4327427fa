using System.Diagnostics;
using System.Globalization;
using CreditFunctions.Ledger;

namespace CreditFunctions.Benchmarks;

/// <summary>What a decision with all that belongs to it (settling, drawing, posting, sealing) allocates, beside writing and hashing its entry alone, which no ledger with a hash chain can leave out.</summary>
internal static class DecisionBenchmark
{
    private const int Times = 20_000;
    private static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public static void Run()
    {
        foreach (var grants in new[] { 1, 16, 64 })
        {
            var account = Account(grants);
            CommandSet[] request = [new([new ApplyCommand(1)])];
            var plan = Make(account, request);
            var entry = plan.Entries[0].Entry;
            var decision = Measure(() => Make(account, request));
            var writing = Measure(() => EntryHash.Of(EntryFormat.Write(entry)));
            WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{grants,2} active grants: a decision {decision.Bytes,6} bytes {decision.Microseconds,6:F2} us; its entry alone {writing.Bytes,6} bytes {writing.Microseconds,6:F2} us; {(double)decision.Bytes / writing.Bytes:F1} times the bytes"));
        }
    }

    private static Account Account(int grants)
    {
        var account = Ledger.Account.Empty(new("bench", "customer", Entitlement.DefaultId, "USD"), new("USD", 2));
        for (var i = 0; i < grants; i++)
        {
            account = Make(account, [new([new GrantCommand(1_000_000) { ExpiresAt = Start.Plus(TimeSpan.FromDays(100 + i)) }])]).After;
        }

        return account;
    }

    private static CommitPlan Make(Account account, IReadOnlyList<CommandSet> requests) =>
        CommitPlan.Make(account, requests, new(DrawOrder.Standard), Start, "0123456789abcdef0123456789abcdef", 0, Records.None);

    private static (long Bytes, double Microseconds) Measure<T>(Func<T> call)
    {
        for (var i = 0; i < Times; i++)
        {
            _ = call();
        }

        var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        for (var i = 0; i < Times; i++)
        {
            _ = call();
        }

        return ((GC.GetAllocatedBytesForCurrentThread() - before) / Times, Stopwatch.GetElapsedTime(start).TotalMicroseconds / Times);
    }
}

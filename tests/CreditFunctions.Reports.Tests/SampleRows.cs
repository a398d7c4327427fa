using CreditFunctions.Ledger;

namespace CreditFunctions.Reports.Tests;

/// <summary>Rows for tests: plain ones, and random ones that a seed makes again.</summary>
internal static class SampleRows
{
    public static readonly Unit Usd = new("USD", 2);
    public static readonly Unit Yen = new("JPY", 0);
    public static readonly Unit Dinar = new("BHD", 3);
    public static readonly Unit Hours = new("hours", 10);

    public static readonly Instant Noon = Time("2026-11-21T12:00:00Z");

    private static readonly Unit[] Units = [Usd, Yen, Dinar, Hours];
    private static readonly string?[] Names =
    [
        null, "", "Ann", "ann", "Ann, Bob", "Zoë", "Ångström", "علي", "王小明", "🎈 Party", "=SUM(A1)", "-5", "\"quoted\"", "two\r\nlines", " padded ", "'quoted'",
    ];

    public static Instant Time(string text) => Instant.TryParse(text, out var instant) ? instant : throw new ArgumentException(text, nameof(text));

    public static CreditBalanceRow Balance(string customer = "c1", string? name = "Ann", Unit? unit = null, long available = 1250, Instant? createdAt = null) =>
        new(customer, 7, name, "ann@example.com", "default", unit ?? Usd, new Totals(1, available, 2, 3, 4, 5), 6, createdAt ?? Noon, Noon);

    public static CustomerCreditRow Credit(string customer = "c1", long amount = -500, string? memo = "Lane hire", long number = 1, string type = "apply") =>
        new(customer, 7, "Ann", "ann@example.com", Noon, Noon, type, amount, 750, "default", Usd, memo, "en_" + number, number);

    public static RowBatch Batch(params ReadOnlySpan<CreditBalanceRow> rows)
    {
        var (batch, writer) = (new RowBatch(), new RowWriter());
        foreach (var row in rows)
        {
            row.Write(writer);
            batch.Add(writer.Written);
        }

        return batch;
    }

    public static RowBatch Batch(params ReadOnlySpan<CustomerCreditRow> rows)
    {
        var (batch, writer) = (new RowBatch(), new RowWriter());
        foreach (var row in rows)
        {
            row.Write(writer);
            batch.Add(writer.Written);
        }

        return batch;
    }

    /// <summary>Accounts that often share names, amounts and times, so that every tie breaker has work.</summary>
    public static CreditBalanceRow[] RandomBalances(int seed, int count)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, count)
            .Select(i => new CreditBalanceRow(
                "c" + (i / 3),
                i / 3,
                Names[random.Next(Names.Length)],
                random.Next(3) == 0 ? null : $"user{random.Next(20)}@example.com",
                i % 3 == 0 ? "default" : "pool" + (i % 3),
                Units[random.Next(Units.Length)],
                new Totals(random.Next(3), RandomMinor(random), random.Next(9), random.Next(9), random.Next(9), random.Next(9)),
                random.Next(2),
                Noon.Plus(TimeSpan.FromMilliseconds(random.Next(50) * 500)),
                Noon.Plus(TimeSpan.FromTicks(random.NextInt64(1_000_000_000)))))
            .ToArray();
        random.Shuffle(rows);
        return rows;
    }

    public static CustomerCreditRow[] RandomCredits(int seed, int count)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, count)
            .Select(i => new CustomerCreditRow(
                "c" + random.Next(count / 4 + 1),
                random.Next(1000),
                Names[random.Next(Names.Length)],
                null,
                Noon.Plus(TimeSpan.FromSeconds(random.Next(10))),
                Noon,
                random.Next(2) == 0 ? "grant" : "apply",
                random.Next(2) == 0 ? RandomMinor(random) : -RandomMinor(random),
                random.Next(-100, 100),
                random.Next(2) == 0 ? "default" : "promo",
                Units[random.Next(Units.Length)],
                Names[random.Next(Names.Length)],
                "en_" + i,
                i))
            .ToArray();
        random.Shuffle(rows);
        return rows;
    }

    private static long RandomMinor(Random random) => random.Next(4) switch
    {
        0 => random.Next(5),
        1 => random.Next(5) * 1000L,
        2 => random.NextInt64(long.MaxValue / 2),
        _ => random.Next(5) * 10_000_000_000,
    };
}

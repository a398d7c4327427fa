using System.Globalization;
using System.Text;
using CreditFunctions.Ledger;
using CreditFunctions.Reports;

namespace CreditFunctions.Benchmarks;

/// <summary>Rows of <c>credit-balances</c>, the same ones every time, that know their order by a column without being sorted as rows.</summary>
internal sealed class MadeUpBalances(int count)
{
    /// <summary>The most rows there can be: a row's number takes the lower bits of what it is ordered by.</summary>
    public const int MaxRows = 1 << NumberBits;

    private const int NumberBits = 25;
    private const int Seconds = 30_000_000;
    private const int BatchRows = 1000;

    // In order of their bytes.
    private static readonly string[] GivenNames = ["Amara", "Björn", "Chloé", "Dmitri", "Elif", "Fatima", "Giulia", "Hiroshi", "Ines", "Jamal", "Katarzyna", "Liam", "Mei", "Noor", "Olga", "Priya"];
    private static readonly string[] FamilyNames = ["Abe", "Brown", "Costa", "Díaz", "Eriksen", "Fischer", "García", "Haddad", "Ito", "Jansen", "Kowalski", "Lindqvist", "Moreau", "Novak", "Okafor", "Petrov"];
    private static readonly Unit Usd = new("USD", 2);
    private static readonly Instant Start = Instant.From(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    /// <summary>How many there are.</summary>
    public int Count => count;

    /// <summary>The row of that number; rows are numbered in the order of their customers' ids.</summary>
    public static CreditBalanceRow Row(int number)
    {
        var name = NameOf(number);
        var (given, family) = (GivenNames[name / FamilyNames.Length], FamilyNames[name % FamilyNames.Length]);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"cus_{number:D8}{Random(number, 6):x16}"),
            number,
            $"{given} {family}",
            string.Create(CultureInfo.InvariantCulture, $"{FamilyNames[Random(number, 7) % 16].ToLowerInvariant()}.{number}@mail{Random(number, 8) % 100}.example.com"),
            "lane-credit",
            Usd,
            new Totals((long)(Random(number, 3) % 3 * 1000), AvailableOf(number), (long)(Random(number, 4) % 5 * 700), (long)(Random(number, 5) % 5_000_000), (long)(Random(number, 9) % 90_000), 0),
            0,
            Start.Plus(TimeSpan.FromMinutes(number % 500_000)),
            Start.Plus(TimeSpan.FromSeconds(UpdatedOf(number))));
    }

    /// <summary>The numbers of all rows in ascending order of a column, then of their customers' ids.</summary>
    public IEnumerable<int> InOrderOf(string column)
    {
        Func<int, long> rank = column switch
        {
            "customer_id" => static _ => 0,
            "customer_name" => static number => NameOf(number),
            "available" => AvailableOf,
            "updated_at" => static number => UpdatedOf(number),
            _ => throw new ArgumentException($"No order by {column} is made up.", nameof(column)),
        };
        var keys = new long[count];
        for (var number = 0; number < count; number++)
        {
            keys[number] = (rank(number) << NumberBits) | (uint)number;
        }

        Array.Sort(keys);
        return keys.Select(static key => (int)(key & (MaxRows - 1)));
    }

    /// <summary>All rows in ascending order of a column as a row file.</summary>
    public async Task<RowFileInfo> WriteAsync(string column, string name, long id, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink)
    {
        var writer = new RowFileWriter(name, id, sink);
        var (batch, row) = (new RowBatch(), new RowWriter());
        foreach (var number in InOrderOf(column))
        {
            Row(number).Write(row);
            batch.Add(row.Written);
            if (batch.Count == BatchRows)
            {
                await writer.AppendAsync(batch, default);
                batch.Clear();
            }
        }

        await writer.AppendAsync(batch, default);
        return await writer.FinishAsync(default);
    }

    /// <summary>All rows as CSV without a header, with minor units and microseconds as whole numbers.</summary>
    public async Task WriteCsvAsync(string path)
    {
        await using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1024 * 1024);
        for (var number = 0; number < count; number++)
        {
            var (row, totals) = (Row(number), Row(number).Totals);
            await file.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.CustomerId},{row.CustomerNumber},{row.CustomerName},{row.CustomerEmail},{row.Entitlement},{row.Unit.Code},{totals.Granted},{totals.Pending},{totals.Available},{totals.Reserved},{totals.Applied},{totals.Expired},{totals.Voided},{row.Overage},{row.CreatedAt.Microseconds},{row.UpdatedAt.Microseconds}"));
        }
    }

    private static int NameOf(int number) => (int)(Random(number, 0) % (ulong)(GivenNames.Length * FamilyNames.Length));

    // A third has nothing left: ties are what real balances are full of.
    private static long AvailableOf(int number) => (long)(Random(number, 1) % 3 == 0 ? 0 : Random(number, 1) % 10_000_000);

    private static int UpdatedOf(int number) => (int)(Random(number, 2) % Seconds);

    /// <summary>SplitMix64 of the row's number and what is made up.</summary>
    private static ulong Random(int number, int what)
    {
        unchecked
        {
            var mixed = (((ulong)number << 8) | (uint)what) * 0x9E3779B97F4A7C15;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }
}

using System.Globalization;

namespace CreditFunctions.Benchmarks;

/// <summary>
/// Pages of a table with an index of the order asked for, by LIMIT and OFFSET, measured within the server: plainly, and as an expert writes it: the offset within the index alone, then the rows of the page.
/// </summary>
internal sealed class PostgresPages(PostgresServer server, string table, string column, int pageRows)
{
    private const string MeasuringFunction = """
        CREATE OR REPLACE FUNCTION pages(query text, offsets bigint[]) RETURNS TABLE (milliseconds float8, numbers numeric) LANGUAGE plpgsql AS $$
        DECLARE page bigint; started timestamptz; bytes bigint;
        BEGIN
            FOREACH page IN ARRAY offsets LOOP
                started := clock_timestamp();
                EXECUTE 'SELECT sum(octet_length(page::text)), sum(page.customer_number) FROM (' || query || ') page' INTO bytes, numbers USING page;
                milliseconds := extract(epoch FROM clock_timestamp() - started) * 1000;
                RETURN NEXT;
            END LOOP;
        END $$
        """;

    private readonly string order = $"{column}, customer_id, entitlement, unit";

    /// <summary>Loads the rows and makes the index.</summary>
    public async Task LoadAsync(MadeUpBalances rows)
    {
        await server.QueryAsync(MeasuringFunction);
        await server.LoadAsync(table, rows);
        await server.QueryAsync($"ALTER TABLE {table} ADD PRIMARY KEY (customer_id, entitlement, unit); CREATE INDEX ON {table} ({order})");
        await server.QueryAsync($"VACUUM ANALYZE {table}");
    }

    /// <summary>LIMIT and OFFSET, and no more.</summary>
    public Task<List<(double Milliseconds, long Numbers)>> PlainAsync(IEnumerable<long> offsets) =>
        MeasureAsync($"SELECT * FROM {table} ORDER BY {order} LIMIT {pageRows} OFFSET $1", offsets);

    /// <summary>The offset within the index alone.</summary>
    public Task<List<(double Milliseconds, long Numbers)>> InIndexAsync(IEnumerable<long> offsets) => MeasureAsync(
        $"SELECT found.* FROM (SELECT {order} FROM {table} ORDER BY {order} LIMIT {pageRows} OFFSET $1) place JOIN {table} found USING (customer_id, entitlement, unit) ORDER BY found.{column}, customer_id",
        offsets);

    /// <summary>What each page took, and the sum of its customers' numbers, which tells whether its rows are the right ones.</summary>
    private async Task<List<(double Milliseconds, long Numbers)>> MeasureAsync(string query, IEnumerable<long> offsets)
    {
        var lines = await server.QueryAsync($"SELECT * FROM pages('{query}', ARRAY[{string.Join(',', offsets)}])");
        return [.. lines.Select(static line => line.Split('|')).Select(static cells => (double.Parse(cells[0], CultureInfo.InvariantCulture), long.Parse(cells[1], CultureInfo.InvariantCulture)))];
    }
}

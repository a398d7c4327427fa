using CreditFunctions.Azurite;

namespace CreditFunctions.Benchmarks;

/// <summary>DuckDB with two threads, and a database file with the same rows.</summary>
internal sealed class SortDuckDb(string script, string database)
{
    private const string Sorted = "(SELECT * FROM rows ORDER BY available DESC, customer_id)";

    public static async Task<SortDuckDb> LoadAsync(string folder, string csv)
    {
        var duck = new SortDuckDb(Path.Combine(await NodePackages.EnsureAsync("benchmarks/duckdb", Error.WriteLine, default), "run.mjs"), Path.Combine(folder, "rows.duckdb"));
        File.Delete(Path.Combine(folder, "rows.duckdb"));
        await duck.RunAsync($"CREATE TABLE rows({SortTable.Columns("VARCHAR", "TIMESTAMP")}); COPY rows FROM '{csv}' (FORMAT csv, HEADER true); CHECKPOINT");
        return duck;
    }

    public Task<SortRun> SortAsync(string output, bool isJson) => RunAsync($"COPY {Sorted} TO '{output}' {(isJson ? "(FORMAT json, ARRAY true)" : "(FORMAT csv, HEADER true)")}");

    private Task<SortRun> RunAsync(string sql) => SortRun.OfAsync("node", script, database, sql);
}

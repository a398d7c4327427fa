using System.Collections.Immutable;
using System.Text.Json;
using CreditFunctions.Api.Reports;
using CreditFunctions.Authentication;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Dialects.Asset;

/// <summary>The report of what each customer holds in the currency of the business: a line for each that ever had credit in it.</summary>
internal sealed class CustomerCreditReport(ReportSource source, ReportReader reader, AssetIds ids, CachedDirectory directory)
{
    /// <summary>GET the whole of it, in order of name, then id.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        var (business, problem) = await BusinessPath.ReadAsync(http, directory);
        if (business is null)
        {
            return problem!;
        }

        var (data, notNow) = await source.DataAsync(business, CreditBalances.Definition, http.RequestAborted);
        if (data is null)
        {
            return notNow!;
        }

        // Rows of reports know the business's own ids alone.
        var named = data.Rows > 0 ? await ids.OfAsync(business, http.RequestAborted) : ImmutableDictionary<string, string>.Empty;
        return new Report(Lines(reader.RowsAsync(data, Query(business.HomeCurrency), http.RequestAborted), named));
    }

    /// <summary>Rows of a customer follow each other, since all have the customer's one name.</summary>
    private static ReportQuery Query(string currency) => new(CreditBalances.Definition)
    {
        Sort = [new(CreditBalances.Definition["customer_name"], false), new(CreditBalances.Definition["customer_id"], false)],
        Filter = new() { Units = [currency], CurrenciesOnly = true },
    };

    /// <summary>The lines in order of name, then id: no more of them are held than have one name.</summary>
    private static async IAsyncEnumerable<Line> Lines(IAsyncEnumerable<RowBatch> rows, IReadOnlyDictionary<string, string> named)
    {
        var sameName = new List<Line>();
        await foreach (var batch in rows)
        {
            for (var row = 0; row < batch.Count; row++)
            {
                var account = batch.CreditBalance(row);
                if (account.Totals.Granted == 0)
                {
                    continue;
                }

                if (sameName is [.., var last] && last.Customer == account.CustomerId)
                {
                    last.Add(account);
                    continue;
                }

                // Without ids of others, rows are in order of id already.
                if (sameName.Count > 0 && (named.Count == 0 || sameName[0].Name != (account.CustomerName ?? "")))
                {
                    foreach (var line in InOrderOfId(sameName))
                    {
                        yield return line;
                    }

                    sameName.Clear();
                }

                sameName.Add(new(account, named.GetValueOrDefault(account.CustomerId, account.CustomerId)));
            }
        }

        foreach (var line in InOrderOfId(sameName))
        {
            yield return line;
        }
    }

    private static IEnumerable<Line> InOrderOfId(List<Line> lines) => lines.OrderBy(static line => line.Id, StringComparer.Ordinal);

    /// <summary>A customer's line; amounts are minor units.</summary>
    private sealed class Line
    {
        private readonly int precision;
        private long applied;
        private long available;

        public Line(in CreditBalanceRow account, string id)
        {
            (Customer, Id, Name, precision) = (account.CustomerId, id, account.CustomerName ?? "", account.Unit.Precision);
            Add(account);
        }

        public string Customer { get; }

        public string Id { get; }

        public string Name { get; }

        /// <summary>Adds an account. What is pending, expired or voided counts nowhere.</summary>
        /// <exception cref="BalanceTooLargeException">It is more than the ledger can count.</exception>
        public void Add(in CreditBalanceRow account)
        {
            try
            {
                applied += account.Totals.Applied + account.Totals.Reserved;
                available += account.Totals.Available;
                _ = applied + available;
            }
            catch (OverflowException)
            {
                throw new BalanceTooLargeException(account.CustomerId, account.Unit.Code);
            }
        }

        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("customer_id"u8, Id);
            json.WriteAmount("total_credits"u8, applied + available, precision);
            json.WriteAmount("total_applied_credits"u8, applied, precision);
            json.WriteAmount("total_available_credits"u8, available, precision);
            json.WriteString("customer_name"u8, Name);
            json.WriteEndObject();
        }
    }

    private sealed record Report(IAsyncEnumerable<Line> Lines) : IResult
    {
        private const int FlushBytes = 32 * 1024;
        private const int LinesAtOnce = 200;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            await using var parts = Lines.Chunk(LinesAtOnce).GetAsyncEnumerator(httpContext.RequestAborted);
            // What is wrong with the first rows can still be told; with later ones, the answer breaks off.
            var isThere = await parts.MoveNextAsync();
            response.ContentType = "application/json; charset=utf-8";
            await response.StartAsync(httpContext.RequestAborted);
            await using var json = new Utf8JsonWriter(response.BodyWriter, WrittenJson.Options);
            json.WriteStartObject();
            json.WriteStartArray("data"u8);
            for (; isThere; isThere = await parts.MoveNextAsync())
            {
                foreach (var line in parts.Current)
                {
                    line.Write(json);
                    if (json.BytesPending > FlushBytes)
                    {
                        await json.FlushAsync(httpContext.RequestAborted);
                        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
                    }
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
    }
}

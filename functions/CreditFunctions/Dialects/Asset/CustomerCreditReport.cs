using System.Text.Json;
using CreditFunctions.Api.Reports;
using CreditFunctions.Authentication;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Dialects.Asset;

/// <summary>The report of what each customer holds in the currency of the business: a line for each that ever had credit in it.</summary>
internal sealed class CustomerCreditReport(ReportSource source, CreditStore store, CachedDirectory directory)
{
    /// <summary>GET the whole of it, in order of name, then id.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        var (business, problem) = await BusinessPath.ReadAsync(http, directory);
        if (business is null)
        {
            return problem!;
        }

        var (rows, notNow) = await source.RowsAsync(business, CreditBalances.Definition, http.RequestAborted);
        if (rows is null)
        {
            return notNow!;
        }

        var lines = Lines(rows.Rows, business.HomeCurrency);
        if (lines.Count > 0)
        {
            await Task.WhenAll(Enumerable.Range(0, business.Shards).Select(shard => RenameAsync(lines, business, shard, http.RequestAborted)));
        }

        return new Report([.. lines.Values.OrderBy(static line => line.Name, StringComparer.Ordinal).ThenBy(static line => line.Id, StringComparer.Ordinal)]);
    }

    private static Dictionary<string, Line> Lines(PackedRows rows, string currency)
    {
        var lines = new Dictionary<string, Line>(StringComparer.Ordinal);
        for (var row = 0; row < rows.Count; row++)
        {
            var account = rows.CreditBalance(row);
            if (!account.Unit.IsCurrency || account.Unit.Code != currency)
            {
                continue;
            }

            if (!lines.TryGetValue(account.CustomerId, out var line))
            {
                lines.Add(account.CustomerId, line = new(account.CustomerId, account.CustomerName ?? "", account.Unit.Precision));
            }

            line.Add(account);
        }

        return lines;
    }

    /// <summary>Calls customers what Asset calls them. Rows of reports know the business's own ids alone.</summary>
    private async Task RenameAsync(Dictionary<string, Line> lines, Business business, int shard, CancellationToken cancellationToken)
    {
        await foreach (var customer in store.CustomersAsync(business.Id, shard, null, Storage.Tables.RowQuery.MaxPageSize, cancellationToken))
        {
            if (lines.TryGetValue(customer.Customer.Id, out var line))
            {
                line.Id = DialectCustomers.IdOf(customer.Customer, AssetDialect.Dialect);
            }
        }
    }

    /// <summary>A customer's line; amounts are minor units.</summary>
    private sealed class Line(string customer, string name, int precision)
    {
        private long applied;
        private long available;

        public string Id { get; set; } = customer;

        public string Name => name;

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
            json.WriteString("customer_name"u8, name);
            json.WriteEndObject();
        }
    }

    private sealed record Report(IReadOnlyList<Line> Lines) : IResult
    {
        private const int FlushBytes = 32 * 1024;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = "application/json; charset=utf-8";
            await using var json = new Utf8JsonWriter(response.BodyWriter, WrittenJson.Options);
            json.WriteStartObject();
            json.WriteStartArray("data"u8);
            foreach (var line in Lines)
            {
                line.Write(json);
                if (json.BytesPending > FlushBytes)
                {
                    await json.FlushAsync(httpContext.RequestAborted);
                    await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
    }
}

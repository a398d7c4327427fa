using System.Collections.Immutable;
using System.Text.Json;
using CreditFunctions.Api.Reports;
using CreditFunctions.Authentication;
using CreditFunctions.Reports;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Dialects.Asset;

/// <summary>The report of what each customer holds in the currency of the business: a line for each that ever had credit in it.</summary>
internal sealed class CustomerCreditReport(ReportSource source, AssetIds ids, CachedDirectory directory)
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
        var named = lines.Count > 0 ? await ids.OfAsync(business, http.RequestAborted) : ImmutableDictionary<string, string>.Empty;
        foreach (var line in lines.Values)
        {
            // Rows of reports know the business's own ids alone.
            line.Id = named.GetValueOrDefault(line.Id, line.Id);
        }

        return new Report([.. lines.Values.OrderBy(static line => line.Name, StringComparer.Ordinal).ThenBy(static line => line.Id, StringComparer.Ordinal)]);
    }

    private static Dictionary<string, Line> Lines(PackedRows rows, string currency)
    {
        var lines = new Dictionary<string, Line>(StringComparer.Ordinal);
        for (var row = 0; row < rows.Count; row++)
        {
            var account = rows.CreditBalance(row);
            if (!account.Unit.IsCurrency || account.Unit.Code != currency || account.Totals.Granted == 0)
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

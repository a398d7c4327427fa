using System.Text.Json;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Dialects.Paddle;

/// <summary>The ledger of this dialect: what credit was given and what was taken back.</summary>
internal sealed class AdjustmentsApi(AdjustmentSource source, CreditStore store)
{
    /// <summary>
    /// The most entries that are looked at for a page. Most entries are no adjustments, and the page of a business that only spends for a year must not take a minute: it is
    /// short then, or even empty, and says that there is more.
    /// </summary>
    public const int MaxExamined = 500;

    /// <summary>GET a page.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var business = Caller.Of(http).Business;
        var (query, problem) = AdjustmentQuery.Read(http.Request.Query);
        if (query is null)
        {
            return problem!;
        }

        var (entries, wrong) = await source.OpenAsync(business, query, MaxExamined + 1, http.RequestAborted);
        if (entries is null)
        {
            return Problem.Invalid(wrong!);
        }

        var page = new List<Adjustment>();
        var (examined, hasMore, last) = (0, false, query.After);
        await foreach (var entry in query.MatchesNothing ? AsyncEnumerable.Empty<FeedEntry>() : entries)
        {
            var adjustment = entry.Unit.IsCurrency ? Adjustment.Of(entry, business.Shards) : null;
            var matches = adjustment is not null && query.Matches(adjustment);
            hasMore = examined++ == MaxExamined || (matches && page.Count == query.PerPage);
            if (hasMore)
            {
                break;
            }

            last = entry.Id(Ledger.Shard.Of(entry.Account.Customer, business.Shards));
            if (matches)
            {
                page.Add(adjustment!);
            }
        }

        var names = await NamesAsync(business.Id, business.Shards, page, http.RequestAborted);
        var next = Next(http.Request, last?.ToString(PaddleId.Adjustment));
        return new WrittenJson(json => Write(json, page, names, query.PerPage, next, hasMore, RequestId.Of(http)));
    }

    private static void Write(
        Utf8JsonWriter json, List<Adjustment> page, Dictionary<string, string> names, int perPage, string next, bool hasMore, string requestId)
    {
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        foreach (var adjustment in page)
        {
            adjustment.Write(json, names[adjustment.Customer]);
        }

        json.WriteEndArray();
        json.WriteStartObject("meta"u8);
        json.WriteString("request_id"u8, requestId);
        json.WriteStartObject("pagination"u8);
        json.WriteNumber("per_page"u8, perPage);
        json.WriteString("next"u8, next);
        json.WriteBoolean("has_more"u8, hasMore);
        // All there are would have to be read to be counted.
        json.WriteNumber("estimated_total"u8, page.Count + (hasMore ? 1 : 0));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Where the next page is: the same query, after the last entry that was looked at.</summary>
    private static string Next(HttpRequest request, string? after)
    {
        var parameters = request.Query.Where(static pair => pair.Key != "after").SelectMany(static pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value)));
        return RequestLink.To(request, request.Path, QueryString.Create(after is null ? parameters : parameters.Append(new("after", after))));
    }

    private async Task<Dictionary<string, string>> NamesAsync(string business, int shards, List<Adjustment> page, CancellationToken cancellationToken)
    {
        var rows = await Task.WhenAll(page.Select(static one => one.Customer).Distinct(StringComparer.Ordinal).Select(id => store.CustomerAsync(business, shards, id, cancellationToken)));
        return rows.OfType<CustomerRow>().ToDictionary(static row => row.Customer.Id, static row => DialectCustomers.IdOf(row.Customer, PaddleDialect.Dialect), StringComparer.Ordinal);
    }
}

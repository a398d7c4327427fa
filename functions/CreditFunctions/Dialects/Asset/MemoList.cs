using System.Globalization;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Asset;

/// <summary>Lists credit memos, newest first: of the whole business, or of a customer, there entitlement by entitlement.</summary>
internal sealed class MemoList(MemoFeed feed, MemoReading memos, DialectCustomers customers, CachedDirectory directory)
{
    private const int DefaultPageSize = 100;
    private const int MaxPageSize = 100;

    /// <summary>How many memos, and commits of another unit's grants, are looked at for a page. Where few are wanted of many, a page may be short and yet not the last.</summary>
    private const int MaxLookedAt = 1000;

    /// <summary>GET a page.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var (business, problem) = await BusinessPath.ReadAsync(http, directory);
        if (business is null)
        {
            return problem!;
        }

        var query = http.Request.Query;
        var wrong = new List<FieldProblem>();
        var pageSize = PageSizeOf(query["page_size"], wrong);
        var voided = VoidedOf(query["voided"], wrong);
        var wanted = query.TryGetValue("customer_id", out var customerId) ? customerId.ToString() : null;
        var list = $"{business.Id}\n{wanted}\n{voided}";
        var token = query.TryGetValue("page_token", out var text) ? MemoPageToken.Parse(text.ToString(), list) : null;
        if (text.Count > 0 && token is null)
        {
            wrong.Add(BadToken);
        }

        if (wrong.Count > 0)
        {
            return AssetErrors.Invalid(wrong);
        }

        var customer = wanted is null ? null : await customers.FindAsync(business, AssetDialect.Dialect, wanted, http.RequestAborted);
        if (customer is null && wanted?.Contains(',', StringComparison.Ordinal) == true)
        {
            // Given twice, it comes from the Functions host as one.
            return AssetErrors.Invalid(new FieldProblem("query.customer_id", $"customer_id is '{Problem.Shown(wanted)}', which is no customer's id; one customer can be asked for."));
        }

        var all = wanted is null ? await feed.OfBusinessAsync(business, token?.Start, http.RequestAborted)
            : customer is null ? AsyncEnumerable.Empty<FoundMemo>()
            : await feed.OfCustomerAsync(business, customer, token?.Start, http.RequestAborted);
        return all is null ? AssetErrors.Invalid(BadToken) : await PageAsync(business, all, token, list, pageSize, voided, http.RequestAborted);
    }

    private static FieldProblem BadToken => new("query.page_token", "page_token must be a next_page_token or previous_page_token of the same list.");

    private async Task<IResult> PageAsync(
        Business business, IAsyncEnumerable<FoundMemo> all, MemoPageToken? token, string list, int pageSize, bool? voided, CancellationToken cancellationToken)
    {
        var page = new List<FoundMemo>();
        MemoPageToken? next = null;
        var lookedAt = 0;
        await foreach (var memo in all.WithCancellation(cancellationToken))
        {
            token ??= new([memo.Id]);
            if ((page.Count == pageSize && memo.Grant is not null) || lookedAt == MaxLookedAt)
            {
                next = token.Next(memo.Id);
                break;
            }

            lookedAt++;
            if (memo.Grant is { } grant && (voided is null || voided == grant.Voided is not null))
            {
                page.Add(memo);
            }
        }

        var names = (await Task.WhenAll(page.Select(memo => memo.Customer).Distinct(StringComparer.Ordinal)
            .Select(async id => (Id: id, Name: await memos.CustomerAsync(business, id, cancellationToken))))).ToDictionary(pair => pair.Id, pair => pair.Name, StringComparer.Ordinal);
        return new WrittenJson(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data"u8);
            foreach (var memo in page)
            {
                new Memo(memo.Id, business.Id, names[memo.Customer], memo.Grant!, memo.Precision).Write(json);
            }

            json.WriteEndArray();
            json.WriteStartObject("pagination"u8);
            json.WriteString("next_page_token"u8, next?.ToString(list));
            json.WriteString("previous_page_token"u8, token?.Previous?.ToString(list));
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static int PageSizeOf(Microsoft.Extensions.Primitives.StringValues text, List<FieldProblem> wrong)
    {
        var pageSize = DefaultPageSize;
        if (text.Count > 0 && (!int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out pageSize) || pageSize is < 1 or > MaxPageSize))
        {
            wrong.Add(new("query.page_size", $"page_size is '{Problem.Shown(text.ToString())}'; allowed is a whole number from 1 to {MaxPageSize}."));
        }

        return pageSize;
    }

    private static bool? VoidedOf(Microsoft.Extensions.Primitives.StringValues text, List<FieldProblem> wrong)
    {
        if (text.Count == 0)
        {
            return null;
        }

        switch (text.ToString().ToUpperInvariant())
        {
            case "TRUE" or "1":
                return true;
            case "FALSE" or "0":
                return false;
            default:
                wrong.Add(new("query.voided", $"voided is '{Problem.Shown(text.ToString())}'; allowed are true and false."));
                return null;
        }
    }
}

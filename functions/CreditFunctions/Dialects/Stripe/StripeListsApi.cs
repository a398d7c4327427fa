using CreditFunctions.Authentication;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>Lists of grants and of transactions, and one transaction.</summary>
internal sealed class StripeListsApi(StripeLedger ledger, GrantList grants, TransactionList transactions, CreditStore store)
{
    private const string Data = "data.";

    private static readonly string[] GrantParameters = ["customer", "customer_account", "expand[]", .. StripePaging.Parameters];
    private static readonly string[] TransactionParameters = [.. GrantParameters, "credit_grant"];
    private static readonly string[] ExpandableGrants = [.. StripeGrant.Expandable.Select(static name => Data + name)];
    private static readonly string[] ExpandableTransactions = [.. StripeTransaction.Expandable.Select(static name => Data + name)];

    /// <summary>GET a page of grants.</summary>
    public async Task<IResult> GrantsAsync(HttpContext http)
    {
        var (form, problem) = await FormReading.ReadAsync(http.Request);
        if (problem is not null)
        {
            return problem;
        }

        var (fields, business) = (new StripeFields(form), Caller.Of(http).Business);
        fields.Allow(GrantParameters);
        var paging = StripePaging.Read(fields);
        var isWhole = fields.Expand(ExpandableGrants).Contains(Data + "customer");
        var (customer, noCustomer) = await ledger.CustomerAsync(business, fields, http.RequestAborted);
        if (noCustomer is not null)
        {
            return noCustomer;
        }

        var page = customer is null ? await grants.OfBusinessAsync(business, paging, http.RequestAborted) : await grants.OfCustomerAsync(business, customer, paging, http.RequestAborted);
        return page is null ? StripeProblems.NoSuch("credit grant", paging.Cursor!, paging.CursorName) : page.Answer(http.Request.Path.Value!, (json, grant) => grant.Write(json, isWhole));
    }

    /// <summary>GET a page of transactions.</summary>
    public async Task<IResult> TransactionsAsync(HttpContext http)
    {
        var (form, problem) = await FormReading.ReadAsync(http.Request);
        if (problem is not null)
        {
            return problem;
        }

        var (fields, business) = (new StripeFields(form), Caller.Of(http).Business);
        fields.Allow(TransactionParameters);
        var paging = StripePaging.Read(fields);
        var expand = fields.Expand(ExpandableTransactions);
        var grant = fields.Given("credit_grant");
        var (customer, noCustomer) = await ledger.CustomerAsync(business, fields, http.RequestAborted);
        if (noCustomer is not null)
        {
            return noCustomer;
        }

        StripePage<StripeTransaction>? page;
        if (grant is not null)
        {
            var (row, seq) = await AccountOfAsync(business, customer, grant, http.RequestAborted);
            if (row is null)
            {
                return StripeProblems.NoSuch("credit grant", grant, "credit_grant");
            }

            page = await transactions.OfAccountsAsync(business, [row], seq, paging, http.RequestAborted);
        }
        else
        {
            page = customer is null
                ? await transactions.OfBusinessAsync(business, paging, http.RequestAborted)
                : await transactions.OfAccountsAsync(business, await ledger.AccountsAsync(business, customer, http.RequestAborted), null, paging, http.RequestAborted);
        }

        if (page is null)
        {
            return StripeProblems.NoSuch("credit balance transaction", paging.Cursor!, paging.CursorName);
        }

        var items = await Task.WhenAll(page.Items.Select(one => transactions.WithInvoiceAsync(business, one, http.RequestAborted)));
        var whole = await WholeAsync(business, items, expand.Any(static name => name.StartsWith(Data + "credit_grant", StringComparison.Ordinal)), http.RequestAborted);
        var expandCustomer = expand.Contains(Data + "credit_grant.customer");
        return (page with { Items = items }).Answer(
            http.Request.Path.Value!, (json, one) => one.Write(json, whole.GetValueOrDefault((one.Entry.Account, one.Grant)), expandCustomer));
    }

    /// <summary>GET a transaction.</summary>
    public async Task<IResult> TransactionAsync(HttpContext http)
    {
        var (form, problem) = await FormReading.ReadAsync(http.Request);
        var fields = new StripeFields(form);
        fields.Allow("expand[]");
        var expand = fields.Expand(StripeTransaction.Expandable);
        if ((problem ?? fields.Problem) is { } bad)
        {
            return bad;
        }

        var (id, business) = ((string)http.Request.RouteValues["id"]!, Caller.Of(http).Business);
        if (await transactions.FindAsync(business, id, http.RequestAborted) is not { } found)
        {
            return StripeProblems.NoSuchAtPath("credit balance transaction", id);
        }

        var transaction = await transactions.WithInvoiceAsync(business, found, http.RequestAborted);
        var whole = await WholeAsync(business, [transaction], expand.Any(static name => name.StartsWith("credit_grant", StringComparison.Ordinal)), http.RequestAborted);
        return new WrittenJson(json => transaction.Write(json, whole.Values.FirstOrDefault(), expand.Contains("credit_grant.customer")));
    }

    private async Task<IReadOnlyDictionary<(AccountKey Account, long Id), StripeGrant>> WholeAsync(
        Business business, IReadOnlyList<StripeTransaction> items, bool isAsked, CancellationToken cancellationToken) =>
        await ledger.GrantsAsync(business, isAsked ? items.Select(static one => (one.Entry.Account, one.Grant)) : [], cancellationToken);

    /// <summary>The account of a grant, and the grant's place in it; null: there is no such grant, or the customer that is named does not have it.</summary>
    private async Task<(AccountRow? Row, long Seq)> AccountOfAsync(Business business, CustomerRow? customer, string id, CancellationToken cancellationToken)
    {
        if (!LocatedId.TryParse(id, StripeObjects.GrantPrefix, out var located))
        {
            return default;
        }

        var row = customer is null ? await ledger.AccountAsync(business, located, cancellationToken) : await ledger.AccountAsync(business, customer, located, cancellationToken);
        return row is not null && await store.GrantAsync(row, business.Shards, located.Seq, cancellationToken) is not null ? (row, located.Seq) : default;
    }
}

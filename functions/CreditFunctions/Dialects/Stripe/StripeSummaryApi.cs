using CreditFunctions.Authentication;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Snapshots;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>
/// What credit a customer has, currency by currency, counted over the grants that match. The ledger balance still holds what is set aside for unpaid invoices, the available one does not.
/// </summary>
internal sealed class StripeSummaryApi(StripeLedger ledger, CreditStore store, DialectCustomers customers)
{
    private const string ByScope = "applicability_scope";
    private const string ByGrant = "credit_grant";
    private const string Filter = "filter";

    private static readonly string[] Known =
        ["customer", "customer_account", $"{Filter}[type]", $"{Filter}[{ByGrant}]", "expand[]", .. StripeScope.Parameters($"{Filter}[{ByScope}]")];

    /// <summary>GET the balances.</summary>
    public async Task<IResult> GetAsync(HttpContext http)
    {
        var (form, problem) = await FormReading.ReadAsync(http.Request);
        if (problem is not null)
        {
            return problem;
        }

        var fields = new StripeFields(form);
        fields.Allow(Known);
        fields.Need(Filter);
        var type = fields.RequiredOneOf([Filter, "type"], ByScope, ByGrant);
        var grant = type == ByGrant ? fields.Required(Filter, ByGrant) : null;
        var scope = type == ByScope ? StripeScope.Read(fields, Filter, ByScope) : null;
        if (fields.Has(Filter, type == ByGrant ? ByScope : ByGrant))
        {
            fields.Refuse(StripeProblems.Invalid(Filter, $"{Filter}[{(type == ByGrant ? ByScope : ByGrant)}] cannot be used with {Filter}[type]={type}."));
        }

        var isWhole = fields.Expand("customer").Count > 0;
        var business = Caller.Of(http).Business;
        var ahead = grant is null && fields.Problem is null && (fields.Given("customer") ?? fields.Given("customer_account")) is { } id
            ? customers.Ahead(business, StripeDialect.Dialect, id, http.RequestAborted)
            : null;
        var (customer, noCustomer) = await ledger.RequiredCustomerAsync(business, fields, http.RequestAborted);
        if (customer is null)
        {
            return noCustomer!;
        }

        if (ahead is not null)
        {
            return Answer(OfScope(await customers.MoneyAsync(customer, ahead, http.RequestAborted), scope!), customer, isWhole);
        }

        return await OfGrantAsync(business, customer, grant!, http.RequestAborted) is { } balance
            ? Answer([balance], customer, isWhole)
            : StripeProblems.NoSuch("credit grant", grant!, $"{Filter}[{ByGrant}]");
    }

    private static List<Balance> OfScope(IReadOnlyList<Account> accounts, AppliesTo scope)
    {
        var balances = new List<Balance>();
        foreach (var account in accounts)
        {
            long granted = 0, available = 0, reserved = 0;
            var matches = false;
            foreach (var grant in account.Grants)
            {
                granted += grant.Totals.Granted;
                if (StripeScope.Covers(grant.Terms.AppliesTo, scope))
                {
                    matches = true;
                    available += grant.Totals.Available;
                    reserved += grant.Totals.Reserved;
                }
            }

            // What grants that have ended were for is not looked up: where there were any, the currency is shown with what is left, if only 0.
            if (matches || granted < account.Totals.Granted)
            {
                Add(balances, new(account.Unit, available, reserved), account.Key);
            }
        }

        return balances;
    }

    private async Task<Balance?> OfGrantAsync(Business business, CustomerRow customer, string id, CancellationToken cancellationToken)
    {
        if (!LocatedId.TryParse(id, StripeObjects.GrantPrefix, out var located) || await ledger.AccountAsync(business, customer, located, cancellationToken) is not { } row)
        {
            return null;
        }

        var account = customers.Settled(row.Account);
        return account.Grant(located.Seq) is { } active ? new(account.Unit, active.Totals.Available, active.Totals.Reserved)
            : await store.GrantAsync(row, business.Shards, located.Seq, cancellationToken) is not null ? new Balance(account.Unit, 0, 0)
            : null;
    }

    /// <summary>Accounts come in order of their currencies.</summary>
    private static void Add(List<Balance> balances, Balance balance, AccountKey account)
    {
        if (balances is not [.., var last] || last.Unit != balance.Unit)
        {
            balances.Add(balance);
            return;
        }

        try
        {
            var sum = new Balance(last.Unit, last.Available + balance.Available, last.Reserved + balance.Reserved);
            _ = sum.Ledger;
            balances[^1] = sum;
        }
        catch (OverflowException)
        {
            throw new BalanceTooLargeException(account.Customer, account.Unit);
        }
    }

    private static WrittenJson Answer(List<Balance> balances, CustomerRow customer, bool isWhole) => new(json =>
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "billing.credit_balance_summary"u8);
        json.WriteStartArray("balances"u8);
        foreach (var balance in balances)
        {
            json.WriteStartObject();
            json.WriteAmount("available_balance"u8, balance.Unit, balance.Available);
            json.WriteAmount("ledger_balance"u8, balance.Unit, balance.Ledger);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteCustomer(customer.Customer, isWhole);
        json.WriteNull("customer_account"u8);
        json.WriteBoolean("livemode"u8, true);
        json.WriteEndObject();
    });

    private readonly record struct Balance(Unit Unit, long Available, long Reserved)
    {
        public long Ledger => Available + Reserved;
    }
}

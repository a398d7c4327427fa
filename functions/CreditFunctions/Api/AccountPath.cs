using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Api;

/// <summary>The account a path names: its entitlement is known and admits the unit.</summary>
internal sealed record AccountPath(Business Business, AccountKey Key, Entitlement Entitlement, Unit Unit)
{
    /// <summary>Reads <c>{customer_id}/credits/{entitlement}/{unit}</c>; the problem, or null and the path.</summary>
    public static async ValueTask<(AccountPath? Path, Problem? Problem)> ReadAsync(HttpContext http, CachedDirectory directory)
    {
        var business = Caller.Of(http).Business;
        if (http.PathId("customer_id", out var customer) is { } badCustomer)
        {
            return (null, badCustomer);
        }

        if (http.PathId("entitlement", out var entitlementId) is { } badEntitlement)
        {
            return (null, badEntitlement);
        }

        if (http.PathId("unit", out var code) is { } badUnit)
        {
            return (null, badUnit);
        }

        return await OfAsync(business, customer, entitlementId, code, directory, http.RequestAborted);
    }

    /// <summary>The account of a customer, whether the customer is there or not; the problem, or null and the path.</summary>
    public static async ValueTask<(AccountPath? Path, Problem? Problem)> OfAsync(
        Business business, string customer, string entitlementId, string code, CachedDirectory directory, CancellationToken cancellationToken)
    {
        if (await directory.EntitlementAsync(business.Id, entitlementId, cancellationToken) is not { } entitlement)
        {
            return (null, Problem.NotFound("entitlement_not_found", "entitlement", $"There is no entitlement '{entitlementId}'."));
        }

        return entitlement.Admits(code, out var unit)
            ? (new(business, new(business.Id, customer, entitlementId, code), entitlement, unit), null)
            : (null, Problem.Invalid(new FieldProblem(
                "unit",
                entitlement.Unit is { } only
                    ? $"unit is '{code}'; entitlement '{entitlementId}' admits only '{only.Code}'."
                    : $"unit is '{code}'; entitlement '{entitlementId}' admits the currencies of ISO 4217, in upper case.")));
    }
}

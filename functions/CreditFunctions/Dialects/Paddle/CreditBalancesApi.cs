using System.Globalization;
using System.Text.Json;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Paddle;

/// <summary>What a customer can use of its credit, has set aside and has used, currency by currency.</summary>
internal sealed class CreditBalancesApi(DialectCustomers customers)
{
    private const string CurrencyCode = "currency_code";

    /// <summary>GET: a balance for each currency the customer was ever credited in, by code.</summary>
    public async Task<IResult> ListAsync(HttpContext http)
    {
        var id = (string)http.Request.RouteValues["customer_id"]!;
        if (!PaddleId.Is(id, PaddleId.Customer))
        {
            return new Problem(StatusCodes.Status400BadRequest, PaddleErrors.BadRequest, $"customer_id must be {PaddleId.Rule(PaddleId.Customer)}.");
        }

        var problems = new List<FieldProblem>();
        var wanted = ListParameter.Read(
            http.Request.Query, CurrencyCode, static code => Currencies.TryGetPrecision(code, out _), "a comma list of currencies of ISO 4217, in upper case", problems);
        if (problems.Count > 0)
        {
            return Problem.Invalid(problems);
        }

        var business = Caller.Of(http).Business;
        var ahead = customers.Ahead(business, PaddleDialect.Dialect, id, http.RequestAborted);
        if (await customers.FindAsync(business, PaddleDialect.Dialect, id, http.RequestAborted) is not { } customer)
        {
            return Problem.NotFound("customer_not_found", "customer_id", $"Entity {id} not found");
        }

        var accounts = await customers.MoneyAsync(customer, ahead, http.RequestAborted);
        return new WrittenJson(json => Write(json, id, accounts, wanted, RequestId.Of(http)));
    }

    private static void Write(Utf8JsonWriter json, string customer, IReadOnlyList<Account> accounts, List<string> wanted, string requestId)
    {
        json.WriteStartObject();
        json.WriteStartArray("data"u8);
        for (var at = 0; at < accounts.Count;)
        {
            var unit = accounts[at].Unit;
            // Each is a long, and an entitlement more is an account more: their sum may be more than a long.
            Int128 available = 0, reserved = 0, used = 0, credited = 0;
            for (; at < accounts.Count && accounts[at].Unit == unit; at++)
            {
                var totals = accounts[at].Totals;
                (available, reserved, used) = (available + totals.Available, reserved + totals.Reserved, used + totals.Applied);
                // Credit that is not effective yet has not been given, as this API sees it.
                credited += totals.Granted - totals.Pending;
            }

            if (credited == 0 || (wanted.Count > 0 && !wanted.Contains(unit.Code)))
            {
                continue;
            }

            json.WriteStartObject();
            json.WriteString("customer_id"u8, customer);
            json.WriteString("currency_code"u8, unit.Code);
            json.WriteStartObject("balance"u8);
            json.WriteString("available"u8, available.ToString(CultureInfo.InvariantCulture));
            json.WriteString("reserved"u8, reserved.ToString(CultureInfo.InvariantCulture));
            json.WriteString("used"u8, used.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("meta"u8);
        json.WriteString("request_id"u8, requestId);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

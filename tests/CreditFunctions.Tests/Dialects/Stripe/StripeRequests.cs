using System.Text;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Dialects.Stripe;

/// <summary>What Stripe's clients send.</summary>
internal static class StripeRequests
{
    public const string Grants = "/v1/billing/credit_grants";
    public const string Transactions = "/v1/billing/credit_balance_transactions";
    public const string Summary = "/v1/billing/credit_balance_summary";
    public const string Metered = "filter[type]=applicability_scope&filter[applicability_scope][price_type]=metered";

    /// <summary>A grant of ten dollars to <c>c1</c>.</summary>
    public const string TenDollars = "customer=c1&amount[type]=monetary&amount[monetary][currency]=usd&amount[monetary][value]=1000&applicability_config[scope][price_type]=metered";

    /// <summary>When the clock of most tests stands still: 2026-11-21T12:00:00Z.</summary>
    public const long Now = 1795262400;

    /// <summary>The program with the customer <c>c1</c>.</summary>
    public static async Task<CreditApplication> StartAsync(IFaults? faults = null, params (string Name, string Value)[] settings)
    {
        var app = await CreditApplication.StartAsync(faults, settings);
        await app.AddCustomerAsync("c1", """{"name":"Ada","email":"ada@example.com","metadata":{"tier":"gold"},"external_ids":{"stripe":"cus_Ada"}}""");
        return app;
    }

    /// <summary>Posts a form.</summary>
    public static Task<Answer> FormAsync(this CreditApplication app, string path, string form, params (string Name, string Value)[] headers)
    {
        var request = CreditApplication.Request(HttpMethod.Post, path, null, headers);
        request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        return app.SendAsync(request);
    }

    /// <summary>Gives credit; the id of the grant.</summary>
    public static async Task<string> GiveAsync(this CreditApplication app, string more = "", string form = TenDollars)
    {
        var answer = await app.FormAsync(Grants, form + more);
        Assert.True(answer.Status == 200, answer.Text);
        return answer.At("id")!;
    }

    /// <summary>Posts a command of the own API for <c>c1</c>'s dollars.</summary>
    public static async Task<Answer> CommandAsync(this CreditApplication app, string command, string account = "default/USD", bool mayFail = false)
    {
        var answer = await app.PostAsync($"/api/customers/c1/credits/{account}/entries", command);
        Assert.True(mayFail || answer.Status == 201, answer.Text);
        return answer;
    }

    /// <summary>What a test of bad input expects: status, type, code and parameter.</summary>
    public static string Error(this Answer answer)
    {
        Assert.Equal("application/json; charset=utf-8", answer.ContentType);
        var error = answer.Json.GetProperty("error");
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        return $"{answer.Status} {error.GetProperty("type").GetString()} {Of("code")} {Of("param")}";

        string Of(string name) => error.TryGetProperty(name, out var value) ? value.GetString()! : "-";
    }

    /// <summary>The ids of a list's data.</summary>
    public static string[] Ids(this Answer answer)
    {
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Json.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("id").GetString()!)];
    }

    /// <summary>The balances of a summary: currency, ledger and available balance.</summary>
    public static string Balances(this Answer answer)
    {
        Assert.True(answer.Status == 200, answer.Text);
        return string.Join(", ", answer.Json.GetProperty("balances").EnumerateArray().Select(balance =>
        {
            var (ledger, available) = (balance.GetProperty("ledger_balance").GetProperty("monetary"), balance.GetProperty("available_balance").GetProperty("monetary"));
            Assert.Equal(ledger.GetProperty("currency").GetString(), available.GetProperty("currency").GetString());
            return $"{ledger.GetProperty("currency").GetString()} {ledger.GetProperty("value").GetRawText()} {available.GetProperty("value").GetRawText()}";
        }));
    }
}

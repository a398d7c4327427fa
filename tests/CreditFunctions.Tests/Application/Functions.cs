using CreditFunctions.Hosting;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Tests.Application;

/// <summary>The HTTP functions as rows of a theory, with paths at which each finds what it looks for, as far as it is there.</summary>
internal static class Functions
{
    private static readonly FunctionTable Table = new();

    /// <summary>Names of all.</summary>
    public static TheoryData<string> All => [.. Table.Http.Select(function => function.Name)];

    /// <summary>Names of those that need a key.</summary>
    public static TheoryData<string> WithKey => [.. Table.Http.Where(function => function.Scope != Scopes.None).Select(function => function.Name)];

    /// <summary>Names of those that read a JSON body.</summary>
    public static TheoryData<string> WithBody => [.. Table.Http.Where(function => function.Body is not null || function.Commands.Count > 0).Select(function => function.Name)];

    public static HttpFunction Of(string name) => Table.Http.Single(function => function.Name == name);

    /// <summary>Its path for customer <c>c1</c>.</summary>
    public static string Path(string name) => "/" + Of(name).Route
        .Replace("{customer_id}", "c1", StringComparison.Ordinal)
        .Replace("{entitlement}", "default", StringComparison.Ordinal)
        .Replace("{unit}", "USD", StringComparison.Ordinal)
        .Replace("{report}", "credit-balances", StringComparison.Ordinal)
        .Replace("{import}", "imp_1", StringComparison.Ordinal)
        .Replace("{snapshot}", "20261121T020000Z", StringComparison.Ordinal)
        .Replace("{audit}", "20261121T040000Z", StringComparison.Ordinal)
        .Replace("{function}", "VerifyLedger", StringComparison.Ordinal)
        .Replace("{slot}", "20261121T040000Z", StringComparison.Ordinal)
        .Replace("{file}", "credit-balances.csv", StringComparison.Ordinal);

    /// <summary>A body it takes; null if it takes none.</summary>
    public static string? Body(string name) => name switch
    {
        "PostEntries" => """{"type":"grant","amount":"1.00"}""",
        "PutCustomer" or "PutEntitlement" => "{}",
        _ => null,
    };

    /// <summary>A request it takes.</summary>
    public static HttpRequestMessage Request(string name, string query = "")
    {
        // Without a slot it would be the last that was due, and there is none yet.
        var slot = name == "RunFunction" ? "?slot=2026-11-21T12:00:00Z" : "";
        var request = CreditApplication.Request(new(Of(name).Method), Path(name) + slot + (slot.Length > 0 ? query.Replace('?', '&') : query), Body(name));
        if (Of(name).ContentTypes is [var type, ..])
        {
            request.Content = new StringContent("type,customer_id\r\n", System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type));
        }

        return request;
    }
}

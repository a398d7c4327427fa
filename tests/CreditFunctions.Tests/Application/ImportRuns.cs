using System.Net.Http.Headers;
using System.Text;

namespace CreditFunctions.Tests.Application;

/// <summary>Sends imports and waits for them.</summary>
internal static class ImportRuns
{
    public const string Csv = "text/csv";
    public const string Ndjson = "application/x-ndjson";

    private const int Patience = 20_000;

    // Long enough for the worker's pauses, too short for the lease's renewal to be jumped to while work is done.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    /// <summary>A request that sends a body.</summary>
    public static HttpRequestMessage Request(string body, string type, string? key = null) => Request(new StringContent(body, Encoding.UTF8), type, key);

    /// <summary>A request that sends a body.</summary>
    public static HttpRequestMessage Request(HttpContent body, string? type, string? key = null)
    {
        body.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/imports", UriKind.Relative)) { Content = body };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return request;
    }

    /// <summary>Sends an import that is taken; where to look.</summary>
    public static async Task<string> SendImportAsync(this CreditApplication app, string body, string type = Ndjson, string? key = null)
    {
        var answer = await app.SendAsync(Request(body, type, key));
        Assert.Equal((202, ""), (answer.Status, answer.Status == 202 ? "" : answer.Text));
        Assert.Equal(answer.Header("Location"), $"/api/imports/{answer.At("id")}");
        return answer.Header("Location")!;
    }

    /// <summary>Lets time pass until an import has ended, and returns how.</summary>
    public static async Task<Answer> ImportEndedAsync(this CreditApplication app, string location)
    {
        for (var look = 0; look < Patience; look++)
        {
            var answer = await app.GetAsync(location);
            if (answer.Status == 200 && answer.At("state") != "open")
            {
                return answer;
            }

            app.Clock.AdvanceToTimer(LongestWait);
            await Task.Yield();
        }

        throw new TimeoutException($"{location} has not ended.");
    }

    /// <summary>Imports to the end.</summary>
    public static async Task<Answer> ImportAsync(this CreditApplication app, string body, string type = Ndjson, string? key = null) =>
        await app.ImportEndedAsync(await app.SendImportAsync(body, type, key));

    /// <summary>State and counts, as one text: what tests expect.</summary>
    public static string Outcome(this Answer import) =>
        $"{import.At("state")}: {import.At("lines")} lines, {import.At("counts.customers")} customers, {import.At("counts.commands")} commands, {import.At("counts.repeated")} repeated, {import.At("counts.rejected")} rejected";

    /// <summary>The rejected lines, without the header.</summary>
    public static async Task<string[]> RejectedAsync(this CreditApplication app, Answer import)
    {
        var answer = await app.GetAsync($"/api/imports/{import.At("id")}/rejected");
        Assert.Equal((200, "text/csv; charset=utf-8"), (answer.Status, answer.ContentType));
        Assert.StartsWith("line,code,field,detail,content\r\n", answer.Text, StringComparison.Ordinal);
        return answer.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..];
    }

    /// <summary>What is available.</summary>
    public static async Task<string?> AvailableAsync(this CreditApplication app, string customer, string account = "default/USD") =>
        (await app.GetAsync($"/api/customers/{customer}/credits/{account}")).At("available");
}

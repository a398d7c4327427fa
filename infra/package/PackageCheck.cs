using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CreditFunctions.Azurite;

namespace CreditFunctions.Package;

/// <summary>Uses a package once, as it is deployed: what trimming took too much of, or a file that is missing, is found here and not on Azure.</summary>
public static class PackageCheck
{
    private const string Business = "biz_check";
    private const string Customer = "ctm_01hv8wptq8987qeep44cyrewp9";
    private const string Account = $"/api/customers/{Customer}/credits/pool/USD";
    private const string Json = "application/json";
    private const string Done = "\"state\":\"done\"";
    private const string Handled = "\"Outputs\":{}";
    private const string Form = "application/x-www-form-urlencoded";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    // As the host sends it.
    private const string TimerEvent = """
        {"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{"Last":"0001-01-01T00:00:00+00:00","Next":"2026-11-21T01:27:00+00:00","LastUpdated":"0001-01-01T00:00:00+00:00"},"IsPastDue":true}},
         "Metadata":{"sys":{"MethodName":"Timer","UtcNow":"2026-11-21T01:26:00.0061846Z","RandGuid":"7f1d6b0c-6a9e-4a43-9a3c-4d0f4e6b6f7e"}}}
        """;

    /// <summary>What is asked, in this order, and a part of what is to be answered.</summary>
    private static readonly Call[] Calls =
    [
        new("the console", "GET", "/", null, HttpStatusCode.OK, "<html"),
        new("an entitlement", "PUT", "/api/entitlements/pool", """{"name":"Pool","unit":"USD"}""", HttpStatusCode.Created, "\"entitlement\":\"pool\""),
        new("a customer", "PUT", $"/api/customers/{Customer}", """{"name":"Ærø Rowing Club"}""", HttpStatusCode.Created, "Ærø Rowing Club"),
        new("a grant", "POST", Account + "/entries", """{"type":"grant","amount":"25.00","memo":"Goodwill"}""", HttpStatusCode.Created, "\"available\":\"25.00\""),
        new("the balance", "GET", $"/api/customers/{Customer}/credits", null, HttpStatusCode.OK, "\"available\":\"25.00\""),
        new("the ledger", "GET", Account + "/entries", null, HttpStatusCode.OK, "Goodwill"),
        new("a page of a report", "GET", "/api/reports/credit-balances/data?format=csv&columns=customer_name,available", null, HttpStatusCode.OK, "Ærø Rowing Club,25.00"),
        new("a mistake", "POST", Account + "/entries", """{"type":"grant","amount":25,"colour":"red"}""", HttpStatusCode.BadRequest, "\"code\":\"invalid_request\""),
        new("Stripe", "GET", $"/v1/billing/credit_balance_summary?customer={Customer}&filter[type]=applicability_scope&filter[applicability_scope][price_type]=metered", null, HttpStatusCode.OK, "\"value\":2500"),
        new("Paddle", "GET", $"/customers/{Customer}/credit-balances", null, HttpStatusCode.OK, "\"available\":\"2500\""),
        new("Dodo Payments", "GET", $"/credit-entitlements/pool/balances/{Customer}", null, HttpStatusCode.OK, "\"balance\":\"25"),
        new("Asset", "GET", $"/v0/business/{Business}/reports/customer-credits", null, HttpStatusCode.OK, "\"total_available_credits\":25"),
        new("TeamUp", "GET", "/api/v2/reports/customer_credits/data?format=json", null, HttpStatusCode.OK, "$25"),
    ];

    /// <summary>Unpacks it, starts it as the Functions host does, on an Azurite in memory, and uses it.</summary>
    /// <exception cref="PackageException">Something is not as it must be.</exception>
    public static async Task RunAsync(string zip, Action<string> progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var folder = Directory.CreateTempSubdirectory("credit-functions-package-").FullName;
        var root = Path.Combine(folder, "root");
        try
        {
            PackageZip.UnpackReadOnly(zip, root);
            var names = PackageZip.Names(root);
            var routes = CheckFiles(root, names);
            await using var azurite = await AzuriteServer.StartAsync(new() { Progress = progress }, cancellationToken);
            var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["CreditStorage"] = azurite.ConnectionString, ["FileLinksFromBytes"] = "1" };
            await UseAsync(root, routes, settings, cancellationToken);
            await CheckStartsAsync(root, settings, cancellationToken);
            if (!names.SequenceEqual(PackageZip.Names(root), StringComparer.Ordinal))
            {
                throw new PackageException("The program wrote into its own folder, which is read-only on Azure.");
            }
        }
        finally
        {
            PackageZip.Delete(folder);
        }
    }

    /// <summary>Are the host's files there, and do they agree with each other? Returns the routes of the own API.</summary>
    private static List<string> CheckFiles(string root, IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(static name => name.EndsWith(".pdb", StringComparison.Ordinal) || name.StartsWith("local.settings", StringComparison.Ordinal)) is { } unwanted)
        {
            throw new PackageException($"{unwanted} must not be in the package.");
        }

        using var host = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "host.json")));
        var executable = host.RootElement.GetProperty("customHandler").GetProperty("description").GetProperty("defaultExecutablePath").GetString();
        if (executable != PackageZip.Executable)
        {
            throw new PackageException($"host.json starts '{executable}'; the executable is '{PackageZip.Executable}'.");
        }

        var routes = new List<string>();
        foreach (var name in names.Where(static name => name.EndsWith("/function.json", StringComparison.Ordinal)))
        {
            using var function = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, name)));
            var trigger = function.RootElement.GetProperty("bindings")[0];
            if (trigger.TryGetProperty("route", out var route) && route.GetString()!.StartsWith("api/", StringComparison.Ordinal))
            {
                routes.Add("/" + route.GetString());
            }
        }

        return routes.Count > 0 ? routes : throw new PackageException("There is no function.json of the API in the package.");
    }

    private static async Task UseAsync(string root, List<string> routes, Dictionary<string, string> settings, CancellationToken cancellationToken)
    {
        await PackagedProgram.RunAsync(root, settings, ["business", "add", Business, "--currency", "USD"], cancellationToken);
        var key = await PackagedProgram.RunAsync(root, settings, ["key", "add", Business, "--name", "check", "--scopes", "balances:read,report:read,ledger:write,report:run,admin"], cancellationToken);
        await using var program = await PackagedProgram.StartAsync(root, settings, cancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = program.Url };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        foreach (var call in Calls)
        {
            await AskAsync(client, call, program, cancellationToken);
        }

        await WorkAsync(client, program, cancellationToken);
        var token = await AskAsync(
            client, new("a token", "POST", "/v0/auth/token", $"client_id={Business}&client_secret={key}&scope=report:read", HttpStatusCode.OK, "\"access_token\"") { Type = Form }, program, cancellationToken);
        using var said = JsonDocument.Parse(token);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", said.RootElement.GetProperty("access_token").GetString());
        await AskAsync(client, new("a page by the token", "GET", "/api/reports", null, HttpStatusCode.OK, "customer-credits"), program, cancellationToken);
        using var openApi = JsonDocument.Parse(await AskAsync(client, new("the description", "GET", "/openapi.json", null, HttpStatusCode.OK, "#/components/schemas/PostedAnswer"), program, cancellationToken));
        var described = openApi.RootElement.GetProperty("paths");
        // Neither TeamUp's routes nor what catches all the others are of the API that is described.
        if (routes.Find(route => !route.StartsWith("/api/v2/", StringComparison.Ordinal) && !route.Contains("{*", StringComparison.Ordinal) && !described.TryGetProperty(route, out _)) is { } missing)
        {
            throw new PackageException($"/openapi.json does not describe {missing}.");
        }
    }

    /// <summary>What is not done within a request: a snapshot and its file by a link, an upload and its import, an audit, and the events of the host.</summary>
    private static async Task WorkAsync(HttpClient client, PackagedProgram program, CancellationToken cancellationToken)
    {
        using var storage = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        // A snapshot is as of the beginning of a second: what was written in the same second is not in it.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
        using var snapshot = JsonDocument.Parse(await AskAsync(client, new("a snapshot", "POST", "/api/reports/credit-balances/snapshots", null, HttpStatusCode.Accepted, "\"url\""), program, cancellationToken));
        using var audit = JsonDocument.Parse(await AskAsync(client, new("an audit", "POST", "/api/audits", null, HttpStatusCode.Accepted, "\"url\""), program, cancellationToken));
        using var upload = JsonDocument.Parse(await AskAsync(client, new("an upload", "POST", "/api/imports/uploads", null, HttpStatusCode.Created, "\"url\""), program, cancellationToken));
        using var lines = new StringContent("type,customer_id,name\ncustomer,marina,Marina\n");
        lines.Headers.Add("x-ms-blob-type", "BlockBlob");
        using var stored = await storage.PutAsync(new Uri(Text(upload, "url")), lines, cancellationToken);
        using var import = JsonDocument.Parse(await AskAsync(
            client, new("an import", "POST", "/api/imports", $$"""{"upload":"{{Text(upload, "upload")}}","format":"csv"}""", HttpStatusCode.Accepted, "\"id\""), program, cancellationToken));
        var message = $$$"""{"Data":{"message":"{\"business\":\"{{{Business}}}\",\"slot\":\"{{{Text(snapshot, "snapshot")}}}\",\"shard\":0}"},"Metadata":{"DequeueCount":1}}""";
        await AskAsync(client, new("a message of the queue", "POST", "/ScanShard", message, HttpStatusCode.OK, Handled), program, cancellationToken);
        foreach (var timer in new[] { "SnapshotReports", "ExpireCredits", "VerifyLedger", "PruneSnapshots", "ResumeRuns" })
        {
            await AskAsync(client, new("a timer event", "POST", "/" + timer, TimerEvent, HttpStatusCode.OK, Handled), program, cancellationToken);
        }

        await WaitAsync(client, new("the import", "GET", "/api/imports/" + Text(import, "id"), null, HttpStatusCode.OK, Done), program, cancellationToken);
        await WaitAsync(client, new("the audit", "GET", Text(audit, "url"), null, HttpStatusCode.OK, Done), program, cancellationToken);
        await WaitAsync(client, new("the snapshot", "GET", Text(snapshot, "url"), null, HttpStatusCode.OK, Done), program, cancellationToken);
        var file = Text(snapshot, "url") + "/credit-balances.csv";
        await AskAsync(client, new("a file's place", "GET", file, null, HttpStatusCode.TemporaryRedirect, ""), program, cancellationToken);
        using var link = JsonDocument.Parse(await AskAsync(client, new("a link to a file", "GET", file + "?link=true", null, HttpStatusCode.OK, "\"url\""), program, cancellationToken));
        var rows = await storage.GetStringAsync(new Uri(Text(link, "url")), cancellationToken);
        if (!rows.Contains("Ærø Rowing Club", StringComparison.Ordinal))
        {
            throw new PackageException($"The link to {file} does not lead to it, but to:\n{rows}\n{program.Output}");
        }
    }

    /// <summary>Does it start with telemetry on, though nobody takes it, and does it say which setting is wrong where one is?</summary>
    private static async Task CheckStartsAsync(string root, Dictionary<string, string> settings, CancellationToken cancellationToken)
    {
        var exporting = new Dictionary<string, string>(settings, StringComparer.Ordinal) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9", ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };
        await using (var program = await PackagedProgram.StartAsync(root, exporting, cancellationToken))
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = program.Url };
            await AskAsync(client, new("life, with telemetry on", "GET", "/health/live", null, HttpStatusCode.OK, ""), program, cancellationToken);
        }

        try
        {
            await using var program = await PackagedProgram.StartAsync(root, new Dictionary<string, string>(settings, StringComparer.Ordinal) { ["ReportSchedule"] = "never" }, cancellationToken);
        }
        catch (PackageException refused) when (refused.Message.Contains("ReportSchedule", StringComparison.Ordinal))
        {
            return;
        }

        throw new PackageException("It starts with a ReportSchedule of 'never'.");
    }

    private static string Text(JsonDocument answer, string name) => answer.RootElement.GetProperty(name).GetString()!;

    /// <summary>Asks until it is answered as expected, for a minute and a half at most.</summary>
    private static async Task WaitAsync(HttpClient client, Call call, PackagedProgram program, CancellationToken cancellationToken)
    {
        for (var since = Stopwatch.GetTimestamp(); ; await Task.Delay(Poll, TimeProvider.System, cancellationToken))
        {
            try
            {
                await AskAsync(client, call, program, cancellationToken);
                return;
            }
            catch (PackageException) when (Stopwatch.GetElapsedTime(since) < Patience)
            {
                // Not yet.
            }
        }
    }

    private static async Task<string> AskAsync(HttpClient client, Call call, PackagedProgram program, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(new(call.Method), new Uri(call.Path, UriKind.Relative));
        request.Content = call.Body is null ? null : new StringContent(call.Body, Encoding.UTF8, call.Type);
        using var answer = await client.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.StatusCode == call.Status && text.Contains(call.Expected, StringComparison.Ordinal)
            ? text
            : throw new PackageException(string.Create(
                CultureInfo.InvariantCulture,
                $"{call.What}: {call.Method} {call.Path} was answered {(int)answer.StatusCode}; it had to be {(int)call.Status} with {call.Expected}.\n{text}\n{program.Output}"));
    }

    private sealed record Call(string What, string Method, string Path, string? Body, HttpStatusCode Status, string Expected)
    {
        public string Type { get; init; } = Json;
    }
}

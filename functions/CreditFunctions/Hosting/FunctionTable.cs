using CreditFunctions.Api.Audits;
using CreditFunctions.Api.Credits;
using CreditFunctions.Api.Customers;
using CreditFunctions.Api.Entitlements;
using CreditFunctions.Api.Entries;
using CreditFunctions.Api.Health;
using CreditFunctions.Api.Imports;
using CreditFunctions.Api.Reports;
using CreditFunctions.Api.Runs;
using CreditFunctions.Console;
using CreditFunctions.Dialects;
using CreditFunctions.OpenApi;
using CreditFunctions.Settings;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Timers;
using static CreditFunctions.Hosting.HttpFunction;

namespace CreditFunctions.Hosting;

/// <summary>Every function there is, declared once: the program's routes, the Functions host's <c>function.json</c> files and <c>/openapi.json</c> come from here.</summary>
internal sealed class FunctionTable
{
    private const string Customer = "api/customers/{customer_id}";
    private const string Account = Customer + "/credits/{entitlement}/{unit}";
    private const string Report = "api/reports/{report}";
    private const string Snapshots = Report + "/snapshots";
    private const string Imports = "api/imports";
    private const string Import = Imports + "/{import}";
    private const string Get = "GET";
    private const string Put = "PUT";
    private const string Post = "POST";
    private const string Delete = "DELETE";

    private static readonly Parameter Cursor = new("cursor", "The next_cursor of the page before.");

    /// <summary>The HTTP functions of the own API.</summary>
    public IReadOnlyList<HttpFunction> Http { get; } =
    [
        new("PutCustomer", Put, Customer, Scopes.LedgerWrite, "Make or change a customer.", On<CustomersApi>(static (api, http) => api.PutAsync(http)))
        {
            Body = typeof(CustomerBody), Answer = typeof(CustomerAnswer), MayCreate = true,
        },
        new("GetCustomer", Get, Customer, Scopes.BalancesRead, "A customer.", On<CustomersApi>(static (api, http) => api.GetAsync(http)))
        {
            Answer = typeof(CustomerAnswer),
        },
        new("DeleteCustomer", Delete, Customer, Scopes.LedgerWrite, "Delete a customer that never had credit.", On<CustomersApi>(static (api, http) => api.DeleteAsync(http)))
        {
            Status = StatusCodes.Status204NoContent,
        },
        new("ListCustomers", Get, "api/customers", Scopes.BalancesRead, "Customers, a page at a time, in an order of the service's own.", On<CustomersApi>(static (api, http) => api.ListAsync(http)))
        {
            Parameters = [Cursor, Limit(100, 1000), new("external_id", "Only the customer with this external id, written system:id.")], Answer = typeof(CustomersAnswer),
        },
        new("GetCredits", Get, Customer + "/credits", Scopes.BalancesRead, "All accounts of a customer, now or at a past instant.", On<CreditsApi>(static (api, http) => api.GetAllAsync(http)))
        {
            Parameters = [new("as_of", "A past instant, RFC 3339; default now.", "date-time")], Answer = typeof(CreditsAnswer),
        },
        new("GetAccount", Get, Account, Scopes.BalancesRead, "One account with its active grants, in the order they are drawn.", On<CreditsApi>(static (api, http) => api.GetOneAsync(http)))
        {
            Answer = typeof(AccountAnswer),
        },
        new("ListEntries", Get, Account + "/entries", Scopes.BalancesRead, "The ledger of an account, newest first.", On<EntriesApi>(static (api, http) => api.ListAsync(http)))
        {
            Parameters = [Cursor, Limit(50, 1000)], Answer = typeof(EntriesAnswer),
        },
        new(
            "PostEntries", Post, Account + "/entries", Scopes.LedgerWrite,
            "Post a command, or {\"commands\": [...]}, all or none.", On<EntriesApi>(static (api, http) => api.PostAsync(http)))
        {
            Parameters = [new("Idempotency-Key", "1 to 255 visible ASCII characters without a comma. The same key with the same request gives the first answer again.", In: "header")],
            Commands = CommandParsing.Bodies, Answer = typeof(PostedAnswer), Status = StatusCodes.Status201Created,
        },
        new("ListEntitlements", Get, "api/entitlements", Scopes.BalancesRead, "All entitlements.", On<EntitlementsApi>(static (api, http) => api.ListAsync(http)))
        {
            Answer = typeof(EntitlementsAnswer),
        },
        new("GetEntitlement", Get, "api/entitlements/{entitlement}", Scopes.BalancesRead, "An entitlement.", On<EntitlementsApi>(static (api, http) => api.GetAsync(http)))
        {
            Answer = typeof(EntitlementAnswer),
        },
        new("PutEntitlement", Put, "api/entitlements/{entitlement}", Scopes.Admin, "Make or change an entitlement; its unit never changes.", On<EntitlementsApi>(static (api, http) => api.PutAsync(http)))
        {
            Body = typeof(EntitlementBody), Answer = typeof(EntitlementAnswer), MayCreate = true,
        },
        new(
            "PostImport", Post, Imports, Scopes.Admin,
            "Import customers and commands with their history, any size, sent or uploaded before: 202 once it is stored, and the Location to look at.", On<ImportsApi>(static (api, http) => api.PostAsync(http)))
        {
            Parameters = [new("Idempotency-Key", "1 to 255 visible ASCII characters without a comma. The same key with the same body gives the first import again.", In: "header")],
            ContentTypes = ImportsApi.ContentTypes, OtherBody = typeof(UploadedBody), Answer = typeof(ImportAnswer), Status = StatusCodes.Status202Accepted,
        },
        new(
            "PostUpload", Post, Imports + "/uploads", Scopes.Admin, "A link to upload the body of an import to, good for a day: for bodies too large to be sent through a Functions host.",
            On<ImportsApi>(static (api, http) => api.PostUploadAsync(http)))
        {
            Answer = typeof(UploadAnswer), Status = StatusCodes.Status201Created,
        },
        new("ListImports", Get, Imports, Scopes.Admin, "The latest 100 imports, newest first.", On<ImportsApi>(static (api, http) => api.ListAsync(http)))
        {
            Answer = typeof(ImportsAnswer),
        },
        new("GetImport", Get, Import, Scopes.Admin, "An import: how far it is, and what became of its lines.", On<ImportsApi>(static (api, http) => api.GetAsync(http)))
        {
            Answer = typeof(ImportAnswer),
        },
        new("GetRejectedLines", Get, Import + "/rejected", Scopes.Admin, "The lines of an import that were rejected so far, as CSV.", On<ImportsApi>(static (api, http) => api.RejectedAsync(http))),
        new("ListReports", Get, "api/reports", Scopes.ReportRead, "The catalogue: reports, columns, schedule, latest snapshot.", On<ReportsApi>(static (api, http) => api.CatalogueAsync(http)))
        {
            Answer = typeof(ReportsAnswer),
        },
        new("GetReportData", Get, Report + "/data", Scopes.ReportRead, "A page of a report: columns, filters, sort, JSON, CSV or NDJSON.", On<ReportsApi>(static (api, http) => api.DataAsync(http)))
        {
            Parameters = ReportParameters.All, ChecksQueryItself = true,
        },
        new("ListSnapshots", Get, Snapshots, Scopes.ReportRead, "Finished snapshots, newest first.", On<SnapshotsApi>(static (api, http) => api.ListAsync(http)))
        {
            Answer = typeof(SnapshotsAnswer),
        },
        new("RunSnapshot", Post, Snapshots, Scopes.ReportRun, "Make a snapshot now: 202, and the Location to look at.", On<SnapshotsApi>(static (api, http) => api.RunAsync(http)))
        {
            Parameters = [new("mode", "`full` reads everything; `incremental` (if not said) what changed since an earlier snapshot.")],
            Answer = typeof(RunAnswer), Status = StatusCodes.Status202Accepted,
        },
        new("GetSnapshot", Get, Snapshots + "/{snapshot}", Scopes.ReportRead, "A snapshot: its manifest, or how its run stands.", On<SnapshotsApi>(static (api, http) => api.GetAsync(http)))
        {
            Answer = typeof(RunAnswer),
        },
        new("GetSnapshotFile", Get, Snapshots + "/{snapshot}/{file}", Scopes.ReportRead, "A file of a snapshot: whole or a range, br or gzip if asked; a large one may be a redirect (307) to where it is stored.", On<SnapshotsApi>(static (api, http) => api.FileAsync(http)))
        {
            Parameters = [new("link", "`true`: say in JSON where it can be fetched, for scripts in a browser, which cannot follow a redirect to another host.")],
        },
        new("ListAudits", Get, "api/audits", Scopes.ReportRead, "The latest 100 audits, newest first.", On<AuditsApi>(static (api, http) => api.ListAsync(http)))
        {
            Answer = typeof(AuditsAnswer),
        },
        new("RunAudit", Post, "api/audits", Scopes.ReportRun, "Audit the ledger now: 202, and the Location to look at.", On<AuditsApi>(static (api, http) => api.RunAsync(http)))
        {
            Answer = typeof(AuditAnswer), Status = StatusCodes.Status202Accepted,
        },
        new("GetAudit", Get, "api/audits/{audit}", Scopes.ReportRead, "An audit as it stands, and the damaged rows it has found.", On<AuditsApi>(static (api, http) => api.GetAsync(http)))
        {
            Answer = typeof(AuditAnswer),
        },
        new("ListRuns", Get, "api/runs", Scopes.ReportRead, "Runs of timer functions, newest slot first.", On<RunsApi>(static (api, http) => api.ListAsync(http)))
        {
            Parameters = [new("function", "Only those of this timer function."), new("state", "Only those that are `open`, `done` or `failed`."), Cursor, Limit(100, 1000)], Answer = typeof(TaskRunsAnswer),
        },
        new("RunFunction", Post, "api/runs/{function}", Scopes.ReportRun, "Run a slot of a timer function by hand: 202, and the Location to look at.", On<RunsApi>(static (api, http) => api.RunAsync(http)))
        {
            Parameters =
            [
                new("slot", "The instant the run belongs to, RFC 3339 in whole seconds; default the last of the function's schedule.", "date-time"),
                new("report", "Of `SnapshotReports`: only this report."),
            ],
            Answer = typeof(SlotRunsAnswer), Status = StatusCodes.Status202Accepted,
        },
        new("GetRuns", Get, "api/runs/{function}/{slot}", Scopes.ReportRead, "The runs of a slot of a timer function.", On<RunsApi>(static (api, http) => api.GetAsync(http)))
        {
            Answer = typeof(SlotRunsAnswer),
        },
        new("HealthLive", Get, "health/live", Scopes.None, "Is the process up?", static _ => HealthApi.LiveAsync())
        {
            Answer = typeof(HealthAnswer),
        },
        new("HealthReady", Get, "health/ready", Scopes.None, "Can it do its work?", On<HealthApi>(static (api, http) => api.ReadyAsync(http)))
        {
            Answer = typeof(HealthAnswer),
        },
    ];

    /// <summary>The vendors' APIs, each with HTTP functions of its own.</summary>
    public IReadOnlyList<Dialect> Dialects { get; } = DialectTable.All;

    /// <summary>What anybody may look at.</summary>
    public IReadOnlyList<Page> Pages { get; } =
    [
        new("Root", "/", ConsolePage.Map), new("Console", ConsolePage.Path, ConsolePage.Map), new("OpenApi", OpenApiDocument.Path, static (app, path) => app.MapOpenApi(path)),
    ];

    /// <summary>Route templates of all paths of the own API, for the Functions host: what no function matches is the program's to refuse. No HTTP route may match the name of another function.</summary>
    public IReadOnlyList<string> Prefixes { get; } = ["api/{*path}", "health/{*path}"];

    /// <summary>The timer functions. No HTTP route may match one of their names.</summary>
    public IReadOnlyList<TimerFunction> Timers { get; } =
    [
        Timer(RunTask.SnapshotReports, ProgramSettings.ReportScheduleName, ProgramSettings.DefaultReportSchedule),
        Timer(nameof(RunTask.ExpireCredits), ProgramSettings.ExpireScheduleName, ProgramSettings.DefaultExpireSchedule),
        Timer(nameof(RunTask.VerifyLedger), ProgramSettings.VerifyScheduleName, ProgramSettings.DefaultVerifySchedule),
        Timer(nameof(RunTask.PruneSnapshots), ProgramSettings.PruneScheduleName, ProgramSettings.DefaultPruneSchedule),
        new(
            "ResumeRuns", ProgramSettings.ResumeScheduleName, ProgramSettings.DefaultResumeSchedule,
            static (services, cancellationToken) => services.GetRequiredService<TimerEvents>().ResumeAsync(cancellationToken)),
    ];

    /// <summary>The functions that messages of a queue trigger. No HTTP route may match one of their names.</summary>
    public IReadOnlyList<QueueFunction> Queues { get; } =
    [
        new("ScanShard", StoreNames.Shards, static (services, message, cancellationToken) => services.GetRequiredService<ScanShard>().RunAsync(message, cancellationToken)),
    ];

    private static TimerFunction Timer(string name, string setting, string schedule) =>
        new(name, setting, schedule, (services, cancellationToken) => services.GetRequiredService<TimerEvents>().RunAsync(name, cancellationToken));

    private static Parameter Limit(int fallback, int max) =>
        new("limit", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Rows of a page, 1 to {max}; default {fallback}."), "integer");
}

using CreditFunctions.Api.Audits;
using CreditFunctions.Api.Credits;
using CreditFunctions.Api.Customers;
using CreditFunctions.Api.Entitlements;
using CreditFunctions.Api.Entries;
using CreditFunctions.Api.Health;
using CreditFunctions.Api.Imports;
using CreditFunctions.Api.Reports;
using CreditFunctions.Dialects;
using CreditFunctions.Settings;
using CreditFunctions.Storage.Directory;
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
    private const string Import = "api/imports/{import}";
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
            Parameters = [new("Idempotency-Key", "1 to 255 visible ASCII characters. The same key with the same request gives the first answer again.", In: "header")],
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
            "PostImport", Post, "api/imports", Scopes.Admin,
            "Import customers and commands with their history, any size: 202 once it is stored, and the Location to look at.", On<ImportsApi>(static (api, http) => api.PostAsync(http)))
        {
            Parameters = [new("Idempotency-Key", "1 to 255 visible ASCII characters. The same key with the same body gives the first import again.", In: "header")],
            ContentTypes = ImportsApi.ContentTypes, Answer = typeof(ImportAnswer), Status = StatusCodes.Status202Accepted,
        },
        new("ListImports", Get, "api/imports", Scopes.Admin, "The latest 100 imports, newest first.", On<ImportsApi>(static (api, http) => api.ListAsync(http)))
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
        new("GetSnapshotFile", Get, Snapshots + "/{snapshot}/{file}", Scopes.ReportRead, "A file of a snapshot: whole or a range, br or gzip if asked.", On<SnapshotsApi>(static (api, http) => api.FileAsync(http))),
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

    /// <summary>The timer functions. No HTTP route may match one of their names.</summary>
    public IReadOnlyList<TimerFunction> Timers { get; } =
    [
        new(
            "SnapshotReports", ProgramSettings.ReportScheduleName, ProgramSettings.DefaultReportSchedule,
            static (services, cancellationToken) => services.GetRequiredService<SnapshotReports>().RunAsync(cancellationToken)),
        new(
            "ExpireCredits", ProgramSettings.ExpireScheduleName, ProgramSettings.DefaultExpireSchedule,
            static (services, cancellationToken) => services.GetRequiredService<ExpireCredits>().RunAsync(cancellationToken)),
        new(
            "VerifyLedger", ProgramSettings.VerifyScheduleName, ProgramSettings.DefaultVerifySchedule,
            static (services, cancellationToken) => services.GetRequiredService<VerifyLedger>().RunAsync(cancellationToken)),
    ];

    private static Parameter Limit(int fallback, int max) =>
        new("limit", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Rows of a page, 1 to {max}; default {fallback}."), "integer");
}

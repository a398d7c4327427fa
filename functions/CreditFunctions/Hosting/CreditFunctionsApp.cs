using System.Text.Json;
using System.Text.Json.Serialization;
using CreditFunctions.Api;
using CreditFunctions.Api.Audits;
using CreditFunctions.Api.Credits;
using CreditFunctions.Api.Customers;
using CreditFunctions.Api.Entitlements;
using CreditFunctions.Api.Entries;
using CreditFunctions.Api.Health;
using CreditFunctions.Api.Imports;
using CreditFunctions.Api.Reports;
using CreditFunctions.Api.Runs;
using CreditFunctions.Authentication;
using CreditFunctions.Dialects;
using CreditFunctions.Http;
using CreditFunctions.Imports;
using CreditFunctions.OpenApi;
using CreditFunctions.Reports;
using CreditFunctions.Settings;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Audits;
using CreditFunctions.Storage.Azure;
using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Clock;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Imports;
using CreditFunctions.Storage.Pruning;
using CreditFunctions.Storage.Runs;
using CreditFunctions.Storage.Snapshots;
using CreditFunctions.Telemetry;
using CreditFunctions.Timers;

namespace CreditFunctions.Hosting;

/// <summary>Puts the program together. Nothing here reaches storage before the program runs.</summary>
internal static class CreditFunctionsApp
{
    /// <summary>Where it listens if nothing else is said.</summary>
    public const string DefaultUrl = "http://127.0.0.1:7071";

    private const long MaxDiscardedBytes = 32 * 1024 * 1024;

    // Of each query that no index serves: there may be many at once.
    private static readonly SortLimits QuerySort = new(8 * 1024 * 1024, 1);

    /// <summary>The program with the storage its settings name.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        var (connection, settings) = SettingsException.ReadBoth(() => StorageSettings.Read(builder.Configuration), () => ProgramSettings.Read(builder.Configuration));
        var azure = new AzureStorage(connection);
        return Build(builder, settings, azure, azure.Clock);
    }

    /// <summary>The program on a storage given to it.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, IStorage storage, StorageClock clock) =>
        Build(builder, ProgramSettings.Read(builder.Configuration), storage, clock);

    private static WebApplication Build(WebApplicationBuilder builder, ProgramSettings settings, IStorage storage, StorageClock clock)
    {
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // Else every request costs an Activity and a scope of the log, though nobody listens; where traces are exported, they ask for the Activity themselves.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.AddOtlpExport(settings);
        if (settings.HandlerPort is not null)
        {
            builder.Logging.AddJsonLines();
        }

        Listen(builder, settings);
        AddStores(builder.Services, storage, clock, settings);
        AddApi(builder.Services);
        AddTimers(builder.Services, settings);
        builder.Services.AddOpenApiDocument();
        builder.Services.AddResponseCompression(options => options.MimeTypes = ["application/json", "application/x-ndjson", "text/csv", "text/html", "text/css", "text/javascript"]);

        var app = builder.Build();
        app.UseOtlpExport(settings.Telemetry);
        app.UseLookupCount();
        app.UseDialects(app.Services.GetRequiredService<FunctionTable>().Dialects);
        app.UseProblems();
        app.UseResponseCompression();
        app.UseRouting();
        app.UseApiKeys();
        app.MapHttpFunctions();
        app.MapPages();
        if (settings.HandlerPort is { } port)
        {
            app.MapHostEvents(port);
        }

        return app;
    }

    private static void Listen(WebApplicationBuilder builder, ProgramSettings settings)
    {
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Far above what is read: up to this much is let in and thrown away after the answer. Beyond, the connection is cut, and the client may never see why.
            kestrel.Limits.MaxRequestBodySize = MaxDiscardedBytes;
        });
        if (settings.HandlerPort is { } port)
        {
            builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        }
        else if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }
    }

    private static void AddStores(IServiceCollection services, IStorage storage, StorageClock clock, ProgramSettings settings)
    {
        var (credits, reports, imports) = (storage.Table(StoreNames.Credits), storage.Container(StoreNames.Reports), storage.Container(StoreNames.Imports));
        var directory = new DirectoryStore(storage.Table(StoreNames.Directory));
        var runs = new RunStore(storage.Table(StoreNames.Directory));
        var store = new CreditStore(credits);
        services.AddSingleton(settings);
        services.AddSingleton(clock);
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton(storage);
        services.AddSingleton(directory);
        services.AddSingleton(runs);
        services.AddSingleton(new NewestRuns(storage.Table(StoreNames.Directory)));
        services.AddSingleton(new BusinessPruning(storage, settings.Snapshots.Retention, TimeSpan.FromDays(settings.ImportsKeptDays), clock));
        services.AddSingleton(store);
        services.AddSingleton(new AccountsAhead(store));
        services.AddSingleton(new CommitFeed(credits));
        services.AddSingleton(new BusinessKeys(credits, clock));
        services.AddSingleton(new CustomerStore(credits, clock));
        services.AddSingleton(new Committer(credits, clock, static () => Guid.NewGuid().ToString("N")));
        services.AddSingleton(new SnapshotStore(reports));
        services.AddSingleton(new LiveScan(credits));
        services.AddSingleton(new OffsetsCache());
        services.AddSingleton(new ReportReader(
            QuerySort, () => new LocalSpill(Path.GetTempPath(), settings.Snapshots.TemporaryDiskBytes, new BlobSpill(reports, $"{SnapshotPaths.Queries}{Guid.NewGuid():N}/")), new ScanGate()));
        AddShards(services, storage, clock, settings);
        services.AddSingleton(all => new SnapshotRunner(
            reports, runs, all.GetRequiredService<ShardScans>(), clock, settings.Snapshots, slot => Slots.Last(settings.FullReportSchedule, slot)));
        services.AddSingleton(new FindingStore(reports));
        services.AddSingleton(new AuditRunner(reports, runs, credits, clock));
        var importStore = new ImportStore(storage.Table(StoreNames.Directory), imports);
        services.AddSingleton(importStore);
        services.AddSingleton(new ImportRunner(imports, importStore, clock));
        services.AddSingleton<StorageSetUp>();
        services.AddHostedService(static services => services.GetRequiredService<StorageSetUp>());
    }

    private static void AddShards(IServiceCollection services, IStorage storage, StorageClock clock, ProgramSettings settings)
    {
        var wakeUps = new RunQueue();
        var handOut = new ShardHandOut(storage.Queue(StoreNames.Shards), settings.QueueShardsFromRows);
        services.AddSingleton(all => new ShardScans(
            storage.Container(StoreNames.Reports), storage.Table(StoreNames.Credits), clock, settings.Snapshots.PeriodMonths, handOut,
            ShardLog.Notes(all.GetRequiredService<ILogger<ShardScans>>(), wakeUps)));
        services.AddSingleton<ScanShard>();
        if (settings.HandlerPort is null)
        {
            services.AddBackgroundWork(all => new ShardPoller(
                storage, all.GetRequiredService<ScanShard>(), all.GetRequiredService<ShardScans>(), wakeUps, all.GetKeyedService<TimeProvider>(ShardPoller.Pace) ?? clock, new Random(),
                all.GetRequiredService<ILogger<ShardPoller>>()));
        }
    }

    private static void AddApi(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(static options =>
        {
            // Answers and bodies have ApiJson's own options; these are what the OpenAPI document takes names and types from.
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Readable);
        });
        services.AddSingleton<FunctionTable>();
        services.AddSingleton<CachedDirectory>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<CustomersApi>();
        services.AddSingleton<CreditsApi>();
        services.AddSingleton<EntriesApi>();
        services.AddSingleton<EntitlementsApi>();
        services.AddSingleton<ImportsApi>();
        services.AddSingleton<PagedSnapshots>();
        services.AddSingleton<ReportSource>();
        services.AddSingleton<ReportsApi>();
        services.AddSingleton<SnapshotsApi>();
        services.AddSingleton<AuditsApi>();
        services.AddSingleton<RunsApi>();
        services.AddSingleton<FunctionHealth>();
        services.AddSingleton<HealthApi>();
        services.AddSingleton<RequestRates>();
        services.AddDialects();
    }

    private static void AddTimers(IServiceCollection services, ProgramSettings settings)
    {
        services.AddSingleton<SnapshotReports>();
        services.AddSingleton<ExpireCredits>();
        services.AddSingleton<VerifyLedger>();
        services.AddSingleton<PruneSnapshots>();
        AddTask(services, RunTask.SnapshotReports, settings.ReportSchedule, laterDoesAll: false, static all => all.GetRequiredService<SnapshotReports>().RunAsync);
        AddTask(services, nameof(RunTask.ExpireCredits), settings.ExpireSchedule, laterDoesAll: true, static all => all.GetRequiredService<ExpireCredits>().RunAsync);
        AddTask(services, nameof(RunTask.VerifyLedger), settings.VerifySchedule, laterDoesAll: true, static all => all.GetRequiredService<VerifyLedger>().RunAsync);
        AddTask(services, nameof(RunTask.PruneSnapshots), settings.PruneSchedule, laterDoesAll: true, static all => all.GetRequiredService<PruneSnapshots>().RunAsync);
        services.AddSingleton<TimerTasks>();
        services.AddSingleton<DueSlots>();
        services.AddSingleton<OpenRuns>();
        services.AddSingleton<TimerEvents>();
        services.AddSingleton<ImportWork>();
        services.AddSingleton<ImportWorker>();
        services.AddBackgroundWork(static all => all.GetRequiredService<ImportWorker>());
        if (settings.HandlerPort is null)
        {
            services.AddBackgroundWork(static all => ActivatorUtilities.CreateInstance<TimerScheduler>(all));
        }
    }

    /// <summary>A timer function with a worker of its own: a report must not wait for the end of an audit.</summary>
    private static void AddTask(
        IServiceCollection services, string function, string schedule, bool laterDoesAll, Func<IServiceProvider, Func<Business, Run, Piece, Task<RunOutcome>>> run)
    {
        services.AddSingleton(all => new TimerTask(function, schedule, laterDoesAll, run(all)));
        // Under the host the events of ResumeRuns go on with what is open at a start.
        services.AddBackgroundWork(all => new RunWorker(
            all.GetRequiredService<TimerTasks>()[function], all.GetRequiredService<OpenRuns>(), all.GetRequiredService<ProgramSettings>().HandlerPort is null, all.GetRequiredService<TimeProvider>(), all.GetRequiredService<ILogger<RunWorker>>()));
    }
}

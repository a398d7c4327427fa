using System.CommandLine;
using CreditFunctions.Hosting;
using CreditFunctions.Ledger;
using CreditFunctions.Settings;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Azure;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Imports;
using CreditFunctions.Telemetry;
using Command = System.CommandLine.Command;

namespace CreditFunctions.CommandLine;

/// <summary>What the program does when called from a terminal: serve, unless a command says otherwise.</summary>
internal static partial class ProgramCommands
{
    /// <summary>Runs a command line; returns the exit code: 0 done, 1 refused or failed.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("CreditFunctions: a customer-credit ledger and its reports. Without a command it serves.")
        {
            Functions(), BusinessCommand(), KeyCommand(), ImportCommand(),
        };
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction((_, cancellationToken) => ServeAsync(args, cancellationToken));
        try
        {
            return await root.Parse(args).InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        }
        catch (Exception exception) when (exception is SettingsException or StorageException or IOException or HttpRequestException or OperationCanceledException)
        {
            await System.Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static async Task<int> ServeAsync(string[] args, CancellationToken cancellationToken)
    {
        try
        {
            await using var app = CreditFunctionsApp.Build(args);
            await app.RunAsync(cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It was told to end while it began.
            return 0;
        }
        catch (Exception exception) when (Environment.GetEnvironmentVariable(ProgramSettings.HandlerPortName) is not null)
        {
            // A host takes plain text for any number of lines of no event.
            using var logs = LoggerFactory.Create(static logging => logging.AddConsole().AddJsonLines());
            var (logger, told) = (logs.CreateLogger(nameof(CreditFunctions)), exception is SettingsException ? null : exception);
            LogCannotRun(logger, exception.Message, told);
            return 1;
        }
    }

    private static Command Functions()
    {
        var output = new Option<string>("--output") { Description = "The folder to write to: the app's root, beside host.json.", Required = true };
        var command = new Command("functions", "Write the function.json files the Functions host needs.") { output };
        command.SetAction(parsed => FunctionJson.WriteTo(parsed.GetRequiredValue(output), new FunctionTable()));
        return command;
    }

    private static Command BusinessCommand()
    {
        var id = new Argument<string>("id") { Description = $"{Id.Rule}; dialects expect biz_…" };
        var currency = new Option<string>("--currency") { Description = "The home currency, of ISO 4217.", Required = true };
        var shards = new Option<int>("--shards") { Description = "Partitions its customers are spread over: a power of two up to 256. Never changes.", DefaultValueFactory = _ => Shard.DefaultCount };
        var add = new Command("add", "Make a business.") { id, currency, shards };
        add.SetAction(async (parsed, cancellationToken) =>
        {
            var business = new Business(parsed.GetRequiredValue(id), parsed.GetRequiredValue(currency), parsed.GetValue(shards), Instant.Now(TimeProvider.System));
            return await Administration.AddBusinessAsync(await DirectoryAsync(cancellationToken), business, System.Console.Out, cancellationToken);
        });
        return new Command("business", "Manage businesses.") { add };
    }

    private static Command KeyCommand()
    {
        var business = new Argument<string>("business") { Description = "The business it belongs to." };
        var name = new Option<string>("--name") { Description = "What its holder calls it.", Required = true };
        var scopes = new Option<string>("--scopes") { Description = $"What it may do, separated by commas: {string.Join(", ", ScopeNames.All)}.", Required = true };
        var add = new Command("add", "Make an API key and show it, once.") { business, name, scopes };
        add.SetAction(async (parsed, cancellationToken) => await Administration.AddKeyAsync(
            await DirectoryAsync(cancellationToken), parsed.GetRequiredValue(business), parsed.GetRequiredValue(name), parsed.GetRequiredValue(scopes), System.Console.Out, cancellationToken));

        var list = new Command("list", "List a business's keys, without the keys themselves.") { business };
        list.SetAction(async (parsed, cancellationToken) => await Administration.ListKeysAsync(
            await DirectoryAsync(cancellationToken), parsed.GetRequiredValue(business), System.Console.Out, cancellationToken));

        var hash = new Argument<string>("hash") { Description = "The key's hash, as list shows it." };
        var revoke = new Command("revoke", "Make a key stop to work, within 30 seconds.") { hash };
        revoke.SetAction(async (parsed, cancellationToken) => await Administration.RevokeKeyAsync(
            await DirectoryAsync(cancellationToken), parsed.GetRequiredValue(hash), System.Console.Out, cancellationToken));
        return new Command("key", "Manage API keys.") { add, list, revoke };
    }

    private static Command ImportCommand()
    {
        var file = new Argument<FileInfo>("file") { Description = "Customers and commands, one a line: CSV with a header, or NDJSON. Any size." };
        file.AcceptExistingOnly();
        var url = new Option<string>("--url") { Description = "The service.", DefaultValueFactory = _ => CreditFunctionsApp.DefaultUrl };
        url.Validators.Add(result =>
        {
            if (!Uri.TryCreate(result.GetValueOrDefault<string>(), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                result.AddError("--url must be an http or https address.");
            }
        });
        var key = new Option<string>("--key") { Description = "An API key with the scope admin.", Required = true };
        var format = new Option<ImportFormat?>("--format")
        {
            HelpName = "csv|ndjson",
            Description = "How the file is written; if not said, its extension says it: .csv, or .ndjson or .jsonl.",
        };
        var again = new Option<bool>("--again")
        {
            Description = "Import the file anew though it was imported before. Lines without an idempotency_key are then done again. Without this, the same file is the same import.",
        };
        var command = new Command("import", "Send a file to a running service, and wait until it is imported. Exit code: 0 all done, 2 done with rejected lines, 1 failed.")
        {
            file, url, key, format, again,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var source = parsed.GetRequiredValue(file);
            if ((parsed.GetValue(format) ?? FormatOf(source)) is not { } known)
            {
                await System.Console.Error.WriteLineAsync($"'{source.Name}' does not say how it is written; add --format csv or --format ndjson.");
                return 1;
            }

            using var http = new HttpClient { BaseAddress = new(parsed.GetRequiredValue(url).TrimEnd('/') + "/"), Timeout = Timeout.InfiniteTimeSpan };
            http.DefaultRequestHeaders.Authorization = new("Bearer", parsed.GetRequiredValue(key));
            using var storage = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            return await new ImportFile(http, storage, System.Console.Out, System.Console.Error, !System.Console.IsErrorRedirected, TimeProvider.System)
                .RunAsync(source, known, parsed.GetValue(again), cancellationToken);
        });
        return command;
    }

    private static ImportFormat? FormatOf(FileInfo file) => file.Extension.ToLowerInvariant() switch
    {
        ".csv" => ImportFormat.Csv,
        ".ndjson" or ".jsonl" => ImportFormat.Ndjson,
        _ => null,
    };

    private static async Task<DirectoryStore> DirectoryAsync(CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var storage = new AzureStorage(StorageSettings.Read(configuration));
        var table = storage.Table(StoreNames.Directory);
        // The rest is for the program to make: who makes keys needs no right to it.
        await table.CreateIfMissingAsync(cancellationToken);
        return new(table);
    }

    [LoggerMessage(EventId = 1021, Level = LogLevel.Critical, Message = "The program cannot run: {Why}")]
    private static partial void LogCannotRun(ILogger logger, string why, Exception? exception);
}

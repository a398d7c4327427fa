using System.CommandLine;
using CreditFunctions.Benchmarks;

var commits = new Option<int>("--commits") { Description = "Commits of each measurement.", DefaultValueFactory = _ => 2_000 };
var accounts = new Option<int>("--accounts") { Description = "Accounts of the measurement over many.", DefaultValueFactory = _ => 1_000 };
var commitCommand = new Command("commits", "Commits against Azurite, beside the same bare storage calls.") { commits, accounts };
commitCommand.SetAction((parsed, _) => CommitBenchmark.RunAsync(parsed.GetValue(commits), parsed.GetValue(accounts)));

var decisionCommand = new Command("decisions", "What the core allocates for a decision, beside writing and hashing its entry alone.");
decisionCommand.SetAction(static _ => DecisionBenchmark.Run());

var lines = new Option<int>("--lines") { Description = "Lines of the file.", DefaultValueFactory = _ => 100_000 };
var importCommand = new Command("import", "An import against Azurite, beside the same rows loaded by bare batches.") { lines };
importCommand.SetAction((parsed, _) => ImportBenchmark.RunAsync(parsed.GetValue(lines)));

var requests = new Option<int>("--requests") { Description = "Requests of each measurement.", DefaultValueFactory = _ => 4_000 };
var clients = new Option<int>("--clients") { Description = "Clients at once.", DefaultValueFactory = _ => 1 };
var lookupCommand = new Command("lookups", "Balance look-ups through every dialect against Azurite, beside the same bare storage calls.") { requests, clients };
lookupCommand.SetAction((parsed, _) => LookupBenchmark.RunAsync(parsed.GetValue(requests), parsed.GetValue(clients)));

var reportAccounts = new Option<int>("--accounts") { Description = "Accounts, of five entries each.", DefaultValueFactory = _ => 200_000 };
var rounds = new Option<int>("--rounds") { Description = "Measurements of each kind, after one that does not count.", DefaultValueFactory = _ => 5 };
var snapshotCommand = new Command("snapshots", "Both reports of a business against Azurite, beside reading the same rows; and again after 1 % of the accounts has changed.") { reportAccounts, rounds };
snapshotCommand.SetAction((parsed, _) => SnapshotBenchmark.RunAsync(parsed.GetValue(reportAccounts), parsed.GetValue(rounds)));

var connection = new Argument<string>("connection");
var part = new Argument<string>("part");
var partCommand = new Command(SnapshotBenchmark.PartCommand, "One measurement of snapshots.") { connection, part };
partCommand.Hidden = true;
partCommand.SetAction((parsed, _) => SnapshotBenchmark.PartAsync(parsed.GetValue(connection)!, parsed.GetValue(part)!));

var rows = new Option<int>("--rows") { Description = "Rows of the report.", DefaultValueFactory = _ => 1_000_000 };
var runs = new Option<int>("--runs") { Description = "Runs of each; the median counts.", DefaultValueFactory = _ => 5 };
var among = new Option<string[]>("--beside") { Description = "What it is compared with: duckdb, postgres.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["duckdb", "postgres"] };
var engine = new Option<string[]>("--engine") { Description = "One run of the engine: the file of rows, the output, and Csv or Json.", Arity = new(3, 3), AllowMultipleArgumentsPerToken = true, Hidden = true };
var sortCommand = new Command("sort", "A whole report sorted and written as CSV and JSON, beside DuckDB and PostgreSQL.") { rows, runs, among, engine };
sortCommand.SetAction((parsed, stop) => parsed.GetValue(engine) is [var file, var output, var format]
    ? SortEngine.RunAsync(file, output, format == "Json", stop)
    : SortBenchmark.RunAsync(parsed.GetValue(rows), parsed.GetValue(runs), parsed.GetValue(among)!));

var sizes = new Option<int[]>("--rows") { Description = "Rows of each measurement.", DefaultValueFactory = _ => [100_000, 1_000_000, 5_000_000], AllowMultipleArgumentsPerToken = true };
var pages = new Option<int>("--pages") { Description = "Pages of each column and direction.", DefaultValueFactory = _ => 2_000 };
var pageCommand = new Command("pages", "Pages anywhere in row files on the local disk, beside PostgreSQL's LIMIT and OFFSET.") { sizes, pages };
pageCommand.SetAction((parsed, _) => PagesBenchmark.RunAsync(parsed.GetValue(sizes)!, parsed.GetValue(pages)));

var snapshotRows = new Option<int>("--rows") { Description = "Rows of the snapshot.", DefaultValueFactory = _ => 1_000_000 };
var httpPages = new Option<int>("--pages") { Description = "Pages of each kind.", DefaultValueFactory = _ => 4_000 };
var pagesHttpCommand = new Command("pages-http", "Pages of a snapshot in Azurite over HTTP, beside the bare ranged reads of the same bytes.") { snapshotRows, httpPages };
pagesHttpCommand.SetAction((parsed, _) => PagesHttpBenchmark.RunAsync(parsed.GetValue(snapshotRows), parsed.GetValue(httpPages)));

var zip = new Option<string>("--zip") { Description = "What publish.cs has made.", DefaultValueFactory = _ => Path.Combine("artifacts", "CreditFunctions.zip") };
var starts = new Option<int>("--starts") { Description = "Starts of each, after one that does not count.", DefaultValueFactory = _ => 20 };
var startRequests = new Option<int>("--requests") { Description = "Look-ups after each start.", DefaultValueFactory = _ => 3_000 };
var startCommand = new Command("start", "Starts of the package, as the Functions host makes them, beside the program as it is built for development.") { zip, starts, startRequests };
startCommand.SetAction((parsed, _) => StartBenchmark.RunAsync(parsed.GetValue(zip)!, parsed.GetValue(starts), parsed.GetValue(startRequests)));

var shardAccounts = new Option<int>("--accounts") { Description = "Accounts, of five entries each.", DefaultValueFactory = _ => 10_000 };
var latency = new Option<int>("--latency") { Description = "Milliseconds that each request for a table is held up, where it is.", DefaultValueFactory = _ => 500 };
var shardRounds = new Option<int>("--rounds") { Description = "Measurements of each kind, after one that does not count.", DefaultValueFactory = _ => 3 };
var shardsCommand = new Command("shards", "The shards of one snapshot made by one process and by three, on one Azurite, with and without the way to the real service.") { shardAccounts, latency, shardRounds };
shardsCommand.SetAction((parsed, _) => ShardsBenchmark.RunAsync(parsed.GetValue(shardAccounts), parsed.GetValue(latency), parsed.GetValue(shardRounds)));

var shardsConnection = new Argument<string>("connection");
var shardsPart = new Argument<string>("part");
var shardsPartCommand = new Command(ShardsBenchmark.PartCommand, "One process that makes shards.") { shardsConnection, shardsPart };
shardsPartCommand.Hidden = true;
shardsPartCommand.SetAction((parsed, stop) => ShardsBenchmark.PartAsync(parsed.GetValue(shardsConnection)!, parsed.GetValue(shardsPart)!, stop));

return await new RootCommand("Where the performance figures come from: each beside a named alternative, on the same work in the same run.")
{
    commitCommand, decisionCommand, importCommand, lookupCommand, snapshotCommand, partCommand, sortCommand, pageCommand, pagesHttpCommand, startCommand, shardsCommand, shardsPartCommand,
}.Parse(args).InvokeAsync();

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

return await new RootCommand("Where the performance figures come from: each beside a named alternative, on the same work in the same run.")
{
    commitCommand, decisionCommand, importCommand, lookupCommand,
}.Parse(args).InvokeAsync();

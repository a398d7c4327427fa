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

return await new RootCommand("Where the performance figures come from: each beside a named alternative, on the same work in the same run.")
{
    commitCommand, decisionCommand, importCommand,
}.Parse(args).InvokeAsync();

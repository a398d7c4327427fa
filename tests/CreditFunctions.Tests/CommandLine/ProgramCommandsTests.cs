using CreditFunctions.Hosting;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.CommandLine;

public sealed class ProgramCommandsTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Functions_Output_WritesTheFilesOfTheTable()
    {
        var folder = Directory.CreateTempSubdirectory("functions");
        try
        {
            var run = await ProgramRun.Async(null, "functions", "--output", folder.FullName);

            var written = Directory.EnumerateFiles(folder.FullName, "*", SearchOption.AllDirectories).ToDictionary(
                file => Path.GetRelativePath(folder.FullName, file).Replace('\\', '/'), File.ReadAllText);
            Assert.Equal((0, ""), (run.ExitCode, run.Output));
            Assert.Equal(FunctionJson.Files(new FunctionTable()).ToDictionary(file => file.Path, file => file.Content), written);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Serve_NoStorageSet_Is1AndSaysWhatToSet()
    {
        var run = await ProgramRun.Async(null, "--ReportSchedule=nightly");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["CreditStorage", "ReportSchedule"], run.Error.Trim().Split('\n').Select(line => line.Split(' ')[0]));
    }

    [Theory]
    [InlineData("business", "add", "biz_x")]
    [InlineData("functions")]
    [InlineData("key", "add", "biz_x", "--name", "n")]
    public async Task Command_RequiredOptionMissing_Is1(params string[] arguments) => Assert.Equal(1, (await ProgramRun.Async(null, arguments)).ExitCode);

    [Fact]
    public async Task BusinessAndKeys_MadeListedAndRevoked_SayWhatTheyDid()
    {
        var storage = await azurite.ConnectionStringAsync();

        var made = await ProgramRun.Async(storage, "business", "add", "biz_cli", "--currency", "USD");
        var again = await ProgramRun.Async(storage, "business", "add", "biz_cli", "--currency", "USD");
        var key = await ProgramRun.Async(storage, "key", "add", "biz_cli", "--name", "till", "--scopes", "balances:read,ledger:write");
        var listed = await ProgramRun.Async(storage, "key", "list", "biz_cli");
        var revoked = await ProgramRun.Async(storage, "key", "revoke", listed.Output.Split(' ')[0]);

        Assert.Equal((0, "Made business 'biz_cli'.\n"), (made.ExitCode, made.Output));
        Assert.Equal((1, "There is a business 'biz_cli' already.\n"), (again.ExitCode, again.Output));
        Assert.Matches("^cf_[A-Za-z0-9_-]{43}\n$", key.Output);
        Assert.Matches("^[0-9a-f]{64}  active  balances:read ledger:write  till\n$", listed.Output);
        Assert.DoesNotContain(key.Output.Trim(), listed.Output, StringComparison.Ordinal);
        Assert.Equal((0, "Revoked; it stops to work within 30 seconds.\n"), (revoked.ExitCode, revoked.Output));
    }
}

using CreditFunctions.CommandLine;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Imports;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.CommandLine;

public sealed class ImportFileTests(AzuriteFixture azurite) : IDisposable
{
    private const string Good = "type,customer_id,unit,amount\ncustomer,c1,,\ngrant,c1,USD,10.00\n";

    // Blank lines cost nothing to import.
    private static readonly string Large = Good + string.Concat(Enumerable.Repeat(new string(' ', 100_000) + "\n", (ImportFile.DirectBytes / 100_000) + 1));

    private readonly FileInfo file = new(Path.Combine(Path.GetTempPath(), $"import-{Guid.NewGuid():N}.csv"));

    [Fact]
    public async Task File_AllDone_Is0AndSaysHowMany()
    {
        await using var app = await CreditApplication.StartAsync();

        var (code, output, error) = await RunAsync(app, Good, isTerminal: false);

        Assert.Equal(0, code);
        Assert.Matches("^imp_[0-9a-f]{32} done: 2 lines, 1 customers, 1 commands, 0 repeated, 0 rejected\n$", output);
        Assert.Equal("Sending    100%  0.0 of 0.0 MB", error.Split('\n')[0]);
        Assert.Equal("Importing  100%  2 lines, 0 rejected", error.TrimEnd('\n').Split('\n')[^1]);
    }

    [Fact]
    public async Task File_OnATerminal_DrawsABar()
    {
        await using var app = await CreditApplication.StartAsync();

        var (_, _, error) = await RunAsync(app, Good, isTerminal: true);

        Assert.StartsWith("\rSending    [########################################] 100%  0.0 of 0.0 MB", error, StringComparison.Ordinal);
        Assert.EndsWith("\n", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_WithRejectedLines_Is2AndShowsTheFirst()
    {
        await using var app = await CreditApplication.StartAsync();

        var (code, output, _) = await RunAsync(app, Good + string.Concat(Enumerable.Repeat("grant,c1,USD,one\n", 12)), isTerminal: false);

        Assert.Equal(2, code);
        var lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal(13, lines.Length);
        Assert.Equal("line,code,field,detail,content", lines[1]);
        Assert.StartsWith("13,invalid_request,amount,", lines[11], StringComparison.Ordinal);
        Assert.StartsWith($"All of them: {app.Url}api/imports/imp_", lines[12], StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_SentTwice_IsOneImportUnlessAgainIsSaid()
    {
        await using var app = await CreditApplication.StartAsync();

        var first = await RunAsync(app, Good, isTerminal: false);
        var second = await RunAsync(app, Good, isTerminal: false);
        var before = await app.AvailableAsync("c1");
        await RunAsync(app, Good, isTerminal: false, isAgain: true);

        Assert.Equal(first.Output, second.Output);
        Assert.Equal(("10.00", "20.00"), (before, await app.AvailableAsync("c1")));
    }

    [Fact]
    public async Task File_LargeOnAStorageWithoutLinks_IsSentItself()
    {
        await using var app = await CreditApplication.StartAsync();

        var (code, output, _) = await RunAsync(app, Large, isTerminal: false);

        Assert.Equal((0, true), (code, output.Contains(" done: 2 lines, 1 customers, 1 commands,", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task File_Large_IsUploadedAndImported()
    {
        await using var app = await azurite.StartAsync("biz_large_file");
        await File.WriteAllTextAsync(file.FullName, Large, TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = app.Url, DefaultRequestHeaders = { Authorization = new("Bearer", await app.KeyAsync(Scopes.All)) } };
        using var storage = new HttpClient();
        await using var output = new StringWriter();
        await using var error = new StringWriter();

        var code = await new ImportFile(http, storage, output, error, false, TimeProvider.System).RunAsync(file, ImportFormat.Csv, false, TestContext.Current.CancellationToken);

        Assert.Equal((0, true), (code, output.ToString().Contains(" done: 2 lines, 1 customers, 1 commands,", StringComparison.Ordinal)));
        var uploads = 0;
        await foreach (var blob in app.Storage.Container(StoreNames.Imports).ListAsync("biz_large_file/upl_", TestContext.Current.CancellationToken))
        {
            uploads++;
            Assert.Equal(file.Length, blob.Length);
        }

        Assert.Equal(1, uploads);
    }

    [Fact]
    public async Task File_RefusedByTheService_Is1AndShowsWhy()
    {
        await using var app = await CreditApplication.StartAsync();

        Assert.Equal((1, "", "The header has no column 'customer_id'."), Last(await RunAsync(app, "type\n", isTerminal: false)));
        Assert.Equal((1, "", "The API key or access token is unknown, expired or revoked."), Last(await RunAsync(app, Good, isTerminal: false, key: "cf_wrong")));
    }

    [Theory]
    [InlineData("import")]
    [InlineData("import", "/no/such/file.csv", "--key", "k")]
    [InlineData("import", "{file}")]
    [InlineData("import", "{file}", "--key", "k", "--format", "xml")]
    [InlineData("import", "{file}", "--key", "k", "--url", "here")]
    [InlineData("import", "{file}", "--key", "k", "--url", "http://127.0.0.1:9")]
    public async Task Command_ThatCannotBegin_Is1(params string[] arguments)
    {
        await File.WriteAllTextAsync(file.FullName, Good, TestContext.Current.CancellationToken);

        var run = await ProgramRun.Async(null, [.. arguments.Select(argument => argument.Replace("{file}", file.FullName, StringComparison.Ordinal))]);

        Assert.Equal(1, run.ExitCode);
        Assert.NotEqual("", run.Error);
    }

    public void Dispose() => file.Delete();

    private static (int, string, string) Last((int Code, string Output, string Error) run) => (run.Code, run.Output, run.Error.TrimEnd('\n').Split('\n')[^1]);

    private async Task<(int Code, string Output, string Error)> RunAsync(CreditApplication app, string content, bool isTerminal, bool isAgain = false, string? key = null)
    {
        await File.WriteAllTextAsync(file.FullName, content, TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = app.Url };
        using var storage = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", key ?? await app.KeyAsync(Scopes.All));
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var code = await app.Clock.DriveAsync(
            new ImportFile(http, storage, output, error, isTerminal, app.Clock).RunAsync(file, ImportFormat.Csv, isAgain, TestContext.Current.CancellationToken), TimeSpan.FromSeconds(1));
        return (code, output.ToString(), error.ToString());
    }
}

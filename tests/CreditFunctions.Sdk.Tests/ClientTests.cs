namespace CreditFunctions.Sdk;

/// <summary>
/// The vendors' official SDKs against the program, as their users' programs would: only the address and the key are others. What they do is in <c>clients/</c>; each test there
/// is one here.
/// </summary>
public sealed class ClientTests(ServedProgram program)
{
    public static TheoryData<string> Files => [.. ClientFiles.All];

    public static IEnumerable<TheoryDataRow<string, string>> Tests =>
        ClientFiles.All.SelectMany(file => ClientFiles.TestsOf(file).Select(test => new TheoryDataRow<string, string>(file, test) { Label = $"{file}: {test}" }));

    [Theory]
    [MemberData(nameof(Tests))]
    public async Task Client(string file, string test)
    {
        var run = await program.RunAsync(file);
        var result = run.Results.FirstOrDefault(result => result.Name == test);
        Assert.True(result is { Passed: true }, $"{file}: {test}\n{result?.Error ?? $"It did not run to its end.\n{run.Complaints}"}");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task File_Run_HasTheTestsThatAreCounted(string file) =>
        Assert.Equal(ClientFiles.TestsOf(file), (await program.RunAsync(file)).Results.Select(result => result.Name));
}

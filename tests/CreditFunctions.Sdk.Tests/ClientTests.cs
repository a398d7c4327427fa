namespace CreditFunctions.Sdk;

/// <summary>
/// The vendors' official SDKs against the program, as their users' programs would: only the address and the key are others. What they do is in <c>clients/</c>; each test there
/// is two here: straight, and through a Functions host.
/// </summary>
public sealed class ClientTests(ServedProgram program)
{
    public static IEnumerable<TheoryDataRow<string, Way>> Files => from way in Enum.GetValues<Way>() from file in ClientFiles.All select new TheoryDataRow<string, Way>(file, way);

    public static IEnumerable<TheoryDataRow<string, string, Way>> Tests =>
        from row in Files
        from test in ClientFiles.TestsOf(row.Data.Item1)
        select new TheoryDataRow<string, string, Way>(row.Data.Item1, test, row.Data.Item2) { Label = $"{row.Data.Item2} {row.Data.Item1}: {test}" };

    [Theory]
    [MemberData(nameof(Tests))]
    public async Task Client(string file, string test, Way way)
    {
        var run = await program.RunAsync(file, way);
        var result = run.Results.FirstOrDefault(result => result.Name == test);
        Assert.True(result is { Passed: true }, $"{way} {file}: {test}\n{result?.Error ?? $"It did not run to its end.\n{run.Complaints}"}");
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task File_Run_HasTheTestsThatAreCounted(string file, Way way) =>
        Assert.Equal(ClientFiles.TestsOf(file), (await program.RunAsync(file, way)).Results.Select(result => result.Name));
}

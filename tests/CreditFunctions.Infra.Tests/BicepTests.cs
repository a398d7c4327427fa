using System.Runtime.InteropServices;

namespace CreditFunctions.Infra;

public sealed class BicepTests
{
    private const string Expectation = "// expect: ";

    private static readonly Lazy<Task<IReadOnlyList<string>>> FoundInBroken = new(() => BicepCheck.CheckAsync(InfraFolder.Broken.Where(file => !file.EndsWith(".json", StringComparison.Ordinal))));

    public static TheoryData<string> Broken =>
        [.. InfraFolder.Broken.Where(file => File.ReadAllText(file).StartsWith(Expectation, StringComparison.Ordinal)).Select(file => Path.GetFileName(file))];

    [Fact]
    public async Task Bicep_OfThisRepository_HasNoProblem()
    {
        SkipWithoutTypes(BicepCheck.HasCompiler);
        var files = new[] { "*.bicep", "*.bicepparam" }.SelectMany(pattern => Directory.EnumerateFiles(InfraFolder.Path, pattern)).Order(StringComparer.Ordinal).ToArray();
        Assert.Empty(BicepCheck.HasCompiler
            ? (await Task.WhenAll(files.Select(BicepCheck.CompileAsync))).SelectMany(static lines => lines)
            : await BicepCheck.CheckAsync([.. files, InfraFolder.File("main.parameters.json")]));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Check_PlantedMistake_IsFound(string name)
    {
        SkipWithoutTypes();
        var file = InfraFolder.Broken.Single(path => Path.GetFileName(path) == name);
        var expected = (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken))[0][Expectation.Length..];
        var found = (await FoundInBroken.Value).Where(line => line.StartsWith($"{file}(", StringComparison.Ordinal)).ToArray();
        Assert.Contains(expected, Assert.Single(found), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_ParametersWithAMistake_NamesThoseThatAreUnknownAndMissing() =>
        Assert.Equal(
            [": there is no parameter 'nam'.", ": parameter 'name' is missing."],
            (await BicepCheck.CheckAsync(InfraFolder.Broken.Where(file => file.EndsWith(".json", StringComparison.Ordinal)))).Select(static line => line[line.IndexOf(": ", StringComparison.Ordinal)..]));

    // The program that knows the types of resources offline comes for this platform only.
    private static void SkipWithoutTypes(bool hasCompiler = false) => Assert.SkipUnless(
        hasCompiler || (OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64), "Put bicep on PATH: the types of resources are known on linux-x64 only.");
}

using Microsoft.AspNetCore.Builder;

namespace CreditFunctions.Tests.Application;

/// <summary>A program that serves: where it does, and what ends with it.</summary>
internal sealed record Served(WebApplication Program, Uri Url, IAsyncDisposable? Host = null);

/// <summary>How a test's requests reach the program: here straight. The same tests are run once more with another class of this name, which puts a Functions host before it.</summary>
internal static class Serving
{
    /// <summary>Starts a program.</summary>
    /// <param name="build">Builds it with these settings beside its own.</param>
    public static async Task<Served> StartAsync(Func<IEnumerable<(string Name, string Value)>, WebApplication> build)
    {
        var program = build([]);
        await program.StartAsync();
        return new(program, new(program.Urls.Single()));
    }
}

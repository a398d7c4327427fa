using System.Globalization;
using CreditFunctions.Hosting;
using CreditFunctions.Settings;
using CreditFunctions.Standin;
using Microsoft.AspNetCore.Builder;

namespace CreditFunctions.Tests.Application;

/// <summary>A program that serves: where it does, and what ends with it.</summary>
internal sealed record Served(WebApplication Program, Uri Url, IAsyncDisposable? Host = null);

/// <summary>How a test's requests reach the program: here through a Functions host.</summary>
internal static class Serving
{
    /// <summary>What is deployed.</summary>
    public static HostApp App { get; } = new(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")), FunctionJson.Files(new()).Select(file => (file.Path.Split('/')[0], file.Content)));

    /// <summary>The settings that an app needs whose users have set none of its own.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new FunctionTable().Timers.ToDictionary(timer => timer.ScheduleSetting, timer => timer.DefaultSchedule, StringComparer.Ordinal)
        .Append(new("AzureWebJobsDisableHomepage", "true")).Append(new("AzureFunctionsJobHost__extensionBundle__id", "Microsoft.Azure.Functions.ExtensionBundle"))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>Starts a program behind a host.</summary>
    /// <param name="build">Builds it with these settings beside its own.</param>
    public static Task<Served> StartAsync(Func<IEnumerable<(string Name, string Value)>, WebApplication> build) => StartAsync(build, new() { Settings = Settings });

    /// <summary>Starts a program behind a host.</summary>
    /// <param name="build">Builds it with these settings beside its own.</param>
    /// <param name="options">What is around the host.</param>
    public static async Task<Served> StartAsync(Func<IEnumerable<(string Name, string Value)>, WebApplication> build, HostOptions options)
    {
        WebApplication? program = null;
        var host = await FunctionsHost.StartAsync(
            App,
            async port =>
            {
                program = build([(ProgramSettings.HandlerPortName, port.ToString(CultureInfo.InvariantCulture))]);
                await program.StartAsync();
                return new(new TaskCompletionSource().Task, static () => { });
            },
            options);
        return new(program!, host.Url, host);
    }
}

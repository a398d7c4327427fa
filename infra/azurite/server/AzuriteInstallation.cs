using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace CreditFunctions.Azurite;

/// <summary>The pinned Azurite in <c>infra/azurite</c>, installed there with npm when it is missing or of another version.</summary>
internal static class AzuriteInstallation
{
    private const string Package = "azurite";

    /// <summary>How often another process is asked whether it is done installing.</summary>
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(500);

    /// <summary>Makes sure it is installed, and returns its directory.</summary>
    /// <exception cref="AzuriteException">No repository, no npm, or npm failed.</exception>
    public static async Task<string> EnsureAsync(Action<string>? progress, CancellationToken cancellationToken)
    {
        var directory = Find();
        if (IsInstalled(directory))
        {
            return directory;
        }

        using var only = await LockAsync(Path.Combine(directory, ".install.lock"), progress, cancellationToken);
        // Another process may have installed it while this one waited.
        if (!IsInstalled(directory))
        {
            progress?.Invoke("Installing Azurite with npm (once, about a minute) ...");
            await InstallAsync(directory, cancellationToken);
        }

        return directory;
    }

    private static string Find()
    {
        foreach (var start in new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory })
        {
            for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
            {
                var directory = Path.Combine(at.FullName, "infra", Package);
                if (File.Exists(Path.Combine(directory, "package-lock.json")))
                {
                    return directory;
                }
            }
        }

        throw new AzuriteException("infra/azurite is not found above the current directory: run this within the repository.");
    }

    private static bool IsInstalled(string directory)
    {
        var manifest = Path.Combine(directory, "node_modules", Package, "package.json");
        // npm writes the hidden lockfile last: without it an installation was broken off.
        return File.Exists(manifest)
            && File.Exists(Path.Combine(directory, "node_modules", ".package-lock.json"))
            && Read(manifest, "version") == Read(Path.Combine(directory, "package.json"), "dependencies", Package);
    }

    private static string? Read(string file, params string[] path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        return path.Aggregate(json.RootElement, (at, name) => at.GetProperty(name)).GetString();
    }

    private static async Task<FileStream> LockAsync(string file, Action<string>? progress, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                if (isFirst)
                {
                    progress?.Invoke("Waiting for another process to install Azurite ...");
                }

                await Task.Delay(LockPoll, TimeProvider.System, cancellationToken);
            }
        }
    }

    private static async Task InstallAsync(string directory, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = StartOrExplain(start, "npm");
        try
        {
            var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
            await npm.WaitForExitAsync(cancellationToken);
            if (npm.ExitCode != 0)
            {
                throw new AzuriteException($"npm ci failed in {directory}.\n{await errors}{await output}");
            }
        }
        finally
        {
            if (!npm.HasExited)
            {
                npm.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Starts a program of Node.js.</summary>
    /// <exception cref="AzuriteException">It is not there.</exception>
    public static Process StartOrExplain(ProcessStartInfo start, string program)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new AzuriteException($"{program} is not found: install Node.js 20 or newer (https://nodejs.org), which Azurite needs.", e);
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace CreditFunctions.Azurite;

/// <summary>Node.js is not there, or npm failed; the message says what to do in one line, then what npm itself said.</summary>
public sealed class NodeException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>The pinned packages of a folder of this repository, installed there with npm when one is missing or of another version.</summary>
public static class NodePackages
{
    private static readonly string[] KindsOfDependencies = ["dependencies", "devDependencies"];

    /// <summary>How often another process is asked whether it is done installing.</summary>
    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(500);

    /// <summary>The full path of a folder of this repository that holds a package-lock.json.</summary>
    /// <exception cref="NodeException">It is not found above the current directory or the running program.</exception>
    public static string Find(string folder)
    {
        foreach (var start in new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory })
        {
            for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
            {
                var directory = Path.Combine(at.FullName, folder);
                if (File.Exists(Path.Combine(directory, "package-lock.json")))
                {
                    return directory;
                }
            }
        }

        throw new NodeException($"{folder} is not found above the current directory: run this within the repository.");
    }

    /// <summary>Makes sure they are installed, and returns the folder's full path.</summary>
    /// <param name="folder">The folder, from the root of the repository; it holds a package-lock.json.</param>
    /// <param name="progress">Told of what takes long, one line each.</param>
    /// <param name="cancellationToken">Ends the wait, and npm.</param>
    /// <exception cref="NodeException">No repository, no npm, or npm failed.</exception>
    public static async Task<string> EnsureAsync(string folder, Action<string>? progress, CancellationToken cancellationToken)
    {
        var directory = Find(folder);
        if (IsInstalled(directory))
        {
            return directory;
        }

        using var only = await LockAsync(Path.Combine(directory, ".install.lock"), folder, progress, cancellationToken);
        // Another process may have installed them while this one waited.
        if (!IsInstalled(directory))
        {
            progress?.Invoke($"Installing {folder} with npm (once, about a minute) ...");
            await InstallAsync(directory, cancellationToken);
        }

        return directory;
    }

    /// <summary>Starts a program of Node.js: node or npm.</summary>
    /// <exception cref="NodeException">It is not there.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        ArgumentNullException.ThrowIfNull(start);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new NodeException($"{start.FileName} is not found: install Node.js 20 or newer (https://nodejs.org).", e);
        }
    }

    private static bool IsInstalled(string directory)
    {
        var modules = Path.Combine(directory, "node_modules");
        // npm writes the hidden lockfile last: without it an installation was broken off.
        if (!File.Exists(Path.Combine(modules, ".package-lock.json")))
        {
            return false;
        }

        using var manifest = Read(Path.Combine(directory, "package.json"));
        return Wanted(manifest.RootElement).All(package => IsInstalled(Path.Combine(modules, package.Name, "package.json"), package.Value.GetString()));
    }

    private static IEnumerable<JsonProperty> Wanted(JsonElement manifest) =>
        KindsOfDependencies.SelectMany(kind => manifest.TryGetProperty(kind, out var packages) ? [.. packages.EnumerateObject()] : Array.Empty<JsonProperty>());

    private static bool IsInstalled(string manifest, string? version)
    {
        if (!File.Exists(manifest))
        {
            return false;
        }

        using var installed = Read(manifest);
        return installed.RootElement.GetProperty("version").GetString() == version;
    }

    private static JsonDocument Read(string file) => JsonDocument.Parse(File.ReadAllBytes(file));

    private static async Task<FileStream> LockAsync(string file, string folder, Action<string>? progress, CancellationToken cancellationToken)
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
                    progress?.Invoke($"Waiting for another process to install {folder} ...");
                }

                await Task.Delay(LockPoll, TimeProvider.System, cancellationToken);
            }
        }
    }

    private static async Task InstallAsync(string directory, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = Start(start);
        try
        {
            var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
            await npm.WaitForExitAsync(cancellationToken);
            if (npm.ExitCode != 0)
            {
                throw new NodeException($"npm ci failed in {directory}.\n{await errors}{await output}");
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
}

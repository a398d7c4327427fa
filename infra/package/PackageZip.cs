using System.IO.Compression;

namespace CreditFunctions.Package;

/// <summary>The zip that is deployed: a folder's files with the rights they need, and nothing that differs from one time it is made to the next.</summary>
public static class PackageZip
{
    /// <summary>The program's executable, at the root.</summary>
    public const string Executable = "CreditFunctions";

    private const int RegularFile = 0x8000;
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Enterable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // The first that a zip can say. The time of the build would make two zips of one commit differ.
    private static readonly DateTimeOffset Stamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes all files below a folder, in the order of their names: 0755 for the executable, 0644 for the rest.</summary>
    public static void Write(string folder, string zip)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(zip))!);
        using var archive = new ZipArchive(File.Create(zip), ZipArchiveMode.Create);
        foreach (var name in Names(folder))
        {
            var entry = archive.CreateEntry(name, CompressionLevel.SmallestSize);
            entry.LastWriteTime = Stamp;
            var mode = Readable | UnixFileMode.UserWrite | (name == Executable ? Enterable : UnixFileMode.None);
            entry.ExternalAttributes = (RegularFile | (int)mode) << 16;
            using var content = File.OpenRead(Path.Combine(folder, name));
            using var target = entry.Open();
            content.CopyTo(target);
        }
    }

    /// <summary>Unpacks it into a new folder of which nothing may be changed, as on Azure.</summary>
    public static void UnpackReadOnly(string zip, string folder)
    {
        ZipFile.ExtractToDirectory(zip, folder);
        Allow(folder, Readable | Enterable);
    }

    /// <summary>Deletes what <see cref="UnpackReadOnly"/> has made.</summary>
    public static void Delete(string folder)
    {
        Allow(folder, Readable | Enterable | UnixFileMode.UserWrite);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>All files below a folder, as a zip names them, in ordinal order.</summary>
    public static IReadOnlyList<string> Names(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    /// <summary>Leaves of the rights of all folders and files at most these.</summary>
    private static void Allow(string folder, UnixFileMode rights)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Append(folder))
        {
            File.SetUnixFileMode(path, Directory.Exists(path) ? rights : File.GetUnixFileMode(path) & rights);
        }
    }
}

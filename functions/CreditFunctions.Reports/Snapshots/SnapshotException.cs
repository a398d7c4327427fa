namespace CreditFunctions.Reports;

/// <summary>A file of a snapshot is not what it must be: damaged, cut short, or of a schema this program does not know.</summary>
public sealed class SnapshotException : Exception
{
    internal SnapshotException(string file, string problem, Exception? inner = null)
        : base($"{file}: {problem}", inner) => File = file;

    /// <summary>The file's name, such as <c>manifest.json</c>.</summary>
    public string File { get; }
}

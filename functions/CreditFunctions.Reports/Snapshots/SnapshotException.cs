namespace CreditFunctions.Reports;

/// <summary>A file of a snapshot is not what it must be: damaged, cut short, or of a schema this program does not know.</summary>
public sealed class SnapshotException : Exception
{
    /// <summary>A file, and what is wrong with it.</summary>
    public SnapshotException(string file, string problem, Exception? inner = null)
        : base($"{file}: {problem}", inner) => File = file;

    /// <summary>The file's name, such as <c>manifest.json</c>.</summary>
    public string File { get; }

    /// <summary>Is it of a schema this program does not know, and not damaged as far as can be told?</summary>
    public bool IsUnsupported { get; init; }
}

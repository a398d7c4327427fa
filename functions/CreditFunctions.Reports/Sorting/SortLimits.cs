namespace CreditFunctions.Reports;

/// <summary>What a sort may use.</summary>
/// <param name="MemoryBytes">Memory of all its buffers together; at least <see cref="MinMemoryBytes"/>. A sort of few rows takes only what they need.</param>
/// <param name="Workers">Buffers it is divided into, at least 1: while one is filled the others are sorted and written.</param>
public sealed record SortLimits(int MemoryBytes, int Workers)
{
    /// <summary>1 MiB a worker.</summary>
    public const int MinMemoryBytes = 1024 * 1024;

    // One that is read, some that wait, one that is filled.
    internal const int Batches = Ahead + 2;
    internal const int Ahead = 2;
    internal const int BatchBytes = 64 * 1024;

    /// <summary>48 MiB, and two buffers.</summary>
    public static readonly SortLimits Default = new(48 * 1024 * 1024, 2);

    /// <summary>Bytes of each buffer: what batches and blocks being written leave.</summary>
    internal int BufferBytes => Workers >= 1 && MemoryBytes / Workers >= MinMemoryBytes
        ? ((MemoryBytes - (Batches * BatchBytes)) / Workers) - RunBlock.Bytes
        : throw new InvalidOperationException($"A sort has {MemoryBytes} bytes for {Workers} workers: at least one is needed, and {MinMemoryBytes} bytes for each.");
}

using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Storage.Imports;

/// <summary>Lines that are worked on together, between one checkpoint and the next.</summary>
/// <param name="Business">Whose they are.</param>
/// <param name="Run">The import as it was at the checkpoint before them.</param>
/// <param name="Header">The header of CSV; null: the body has none.</param>
/// <param name="Lines">The lines, in their order.</param>
/// <param name="WasBegun">May an attempt that ended in the middle have done some of them?</param>
public sealed record ImportChunk(Business Business, ImportRun Run, BodyLine? Header, IReadOnlyList<BodyLine> Lines, bool WasBegun);

/// <summary>What became of the lines of a chunk.</summary>
/// <param name="Counts">How many of which.</param>
/// <param name="Rejected">The rejected ones, in their order.</param>
public sealed record ChunkResult(ImportCounts Counts, IReadOnlyList<RejectedLine> Rejected);

/// <summary>A line that was refused.</summary>
/// <param name="Line">The line.</param>
/// <param name="Code">Stable, for programs.</param>
/// <param name="Field">The field at fault, if one is.</param>
/// <param name="Detail">For people.</param>
public sealed record RejectedLine(BodyLine Line, string Code, string? Field, string Detail);

/// <summary>
/// Does the lines of a chunk: those of one customer in their order, each once however often it is called. It returns when the outcome of all is known.
/// </summary>
/// <exception cref="StorageException">It could not be known in time: the chunk is to be done again.</exception>
public delegate Task<ChunkResult> ChunkWork(ImportChunk chunk, CancellationToken cancellationToken);

namespace CreditFunctions.Storage.Runs;

/// <summary>The piece of a run is over: what is finished is kept, and the next piece goes on.</summary>
internal sealed class PieceOverException() : Exception("The piece of the run is over.");

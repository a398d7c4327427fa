namespace CreditFunctions.Storage.Runs;

/// <summary>Another works on the run by now, or has ended it: what was still to be written is not.</summary>
internal sealed class LeaseLostException() : Exception("Another works on the run by now.");

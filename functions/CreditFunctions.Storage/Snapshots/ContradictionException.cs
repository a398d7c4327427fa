namespace CreditFunctions.Storage.Snapshots;

/// <summary>What was read does not follow from the earlier snapshot it was to start from, or too much of it has changed: the shard is read in full.</summary>
internal sealed class ContradictionException(string problem) : Exception(problem);

namespace CreditFunctions.Storage.Runs;

/// <summary>A step of a run was broken off at the end of the time that one call of a function has.</summary>
/// <param name="progress">How far the run was.</param>
internal sealed class StepTooLongException(string? progress) : Exception(
    $"A step ({progress ?? "the first"}) did not fit into functionTimeout. Raise it in host.json, or by the setting AzureFunctionsJobHost__functionTimeout; -1 is no limit, where the plan allows that.");

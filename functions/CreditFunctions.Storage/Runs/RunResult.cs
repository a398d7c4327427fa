namespace CreditFunctions.Storage.Runs;

/// <summary>What a turn at a run came to.</summary>
/// <param name="Outcome"><see cref="RunOutcome.Done"/>; <see cref="RunOutcome.Retry"/>: all was tried, and what failed is tried again until it is given up, so that the run is done in part;
/// <see cref="RunOutcome.Unfinished"/>; or <see cref="RunOutcome.Busy"/>.</param>
/// <param name="Summary">What it came to, for people.</param>
/// <param name="Failures">How many things could not be done.</param>
public readonly record struct RunResult(RunOutcome Outcome, string? Summary = null, long Failures = 0);

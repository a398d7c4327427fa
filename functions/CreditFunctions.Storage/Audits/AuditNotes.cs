using CreditFunctions.Storage.Runs;

namespace CreditFunctions.Storage.Audits;

/// <summary>Hears of an audit.</summary>
/// <param name="Heard">What a turn has made of it, once; the run as it is stored.</param>
/// <param name="Found">Each finding, and which of the audit's it is, from 1; those of a shard that is begun again come again. Only those that are kept.</param>
public sealed record AuditNotes(Action<Run, RunOutcome> Heard, Action<AuditFinding, long> Found);

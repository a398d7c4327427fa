using System.Diagnostics;

namespace CreditFunctions.Storage.Telemetry;

/// <summary>
/// The spans this program makes, of one source. They carry the business and counts, never a customer, a name, an e-mail or a key. While nobody listens none is made. docs/operations.md lists them.
/// </summary>
public static class Spans
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "CreditFunctions";

    /// <summary>A batch of requests on one account, brought to its answers.</summary>
    public const string Commit = "commit";

    /// <summary>One attempt at a run, or one piece of it.</summary>
    public const string Run = "run";

    /// <summary>A phase of the run of a report.</summary>
    public const string Phase = "report.phase";

    /// <summary>The audit of one shard.</summary>
    public const string AuditShard = "audit.shard";

    /// <summary>The lines of an import between two checkpoints.</summary>
    public const string ImportChunk = "import.chunk";

    /// <summary>One operation of Table, Blob or Queue Storage, with its retries.</summary>
    public const string StorageCall = "storage.call";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Does anybody listen?</summary>
    public static bool HasListeners => Source.HasListeners();

    /// <summary>Begins one, inside what is under way; null: nobody wants it.</summary>
    public static Activity? Begin(string name, string business) => Source.StartActivity(name)?.SetTag("business", business);

    /// <summary>Begins one that calls another service.</summary>
    internal static Activity? BeginCall(string name) => Source.StartActivity(name, ActivityKind.Client);

    /// <summary>Begins one inside the first of the requests it is for, and linked to the others.</summary>
    internal static Activity? BeginFor(string name, IEnumerable<Activity?> requests) =>
        Source.HasListeners() && requests.OfType<Activity>().Distinct().ToList() is [var first, .. var others]
            ? Source.StartActivity(name, ActivityKind.Internal, first.Context, links: others.Select(static other => new ActivityLink(other.Context)))
            : Source.StartActivity(name);
}

using System.Diagnostics.Metrics;

namespace CreditFunctions.Storage.Telemetry;

/// <summary>What is counted and timed, of one meter. The values of every tag are few and known: no business, no customer, no path. docs/operations.md lists them.</summary>
public static class Metrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "CreditFunctions";

    private static readonly InstrumentAdvice<double> Calls = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };
    private static readonly InstrumentAdvice<double> Jobs = new() { HistogramBucketBoundaries = [0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600] };
    private static readonly Meter Meter = new(MeterName);

    /// <summary>Answers to functions that read balances and what they are made of. Tags: <c>function</c>, <c>http.response.status_code</c>.</summary>
    public static readonly Counter<long> Lookups = Meter.CreateCounter<long>("creditfunctions.lookups", "{lookup}", "Answers to functions that read balances and what they are made of.");

    /// <summary>Requests to change an account that were answered. Tag: <c>outcome</c>.</summary>
    public static readonly Counter<long> Commits = Meter.CreateCounter<long>("creditfunctions.commits", "{request}", "Requests to change an account that were answered.");

    /// <summary>Transactions that another was faster than.</summary>
    public static readonly Counter<long> CommitConflicts = Meter.CreateCounter<long>("creditfunctions.commit.conflicts", "{conflict}", "Transactions that another was faster than.");

    /// <summary>How long a batch of requests on one account took, with all its attempts.</summary>
    public static readonly Histogram<double> CommitDuration =
        Meter.CreateHistogram("creditfunctions.commit.duration", "s", "How long a batch of requests on one account took, with all its attempts.", advice: Calls);

    /// <summary>How long an operation of storage took, with its retries, until its answer began. Tags: <c>operation</c>, <c>http.response.status_code</c> or <c>error.type</c>.</summary>
    public static readonly Histogram<double> StorageCallDuration =
        Meter.CreateHistogram("creditfunctions.storage.call.duration", "s", "How long an operation of storage took, with its retries, until its answer began.", advice: Calls);

    /// <summary>Reads that were sent again. Tag: <c>operation</c>.</summary>
    public static readonly Counter<long> StorageRetries = Meter.CreateCounter<long>("creditfunctions.storage.retries", "{retry}", "Reads that were sent again.");

    /// <summary>Rows of snapshots that were made. Tag: <c>report</c>.</summary>
    public static readonly Counter<long> ReportRows = Meter.CreateCounter<long>("creditfunctions.report.rows", "{row}", "Rows of snapshots that were made.");

    /// <summary>Bytes of the files of snapshots that were made. Tag: <c>report</c>.</summary>
    public static readonly Counter<long> ReportBytes = Meter.CreateCounter<long>("creditfunctions.report.bytes", "By", "Bytes of the files of snapshots that were made.");

    /// <summary>How long a phase of a report's run took. Tags: <c>report</c>, <c>phase</c>.</summary>
    public static readonly Histogram<double> PhaseDuration =
        Meter.CreateHistogram("creditfunctions.report.phase.duration", "s", "How long a phase of a report's run took.", advice: Jobs);

    /// <summary>Attempts at runs, or pieces of them. Tags: <c>function</c>, <c>outcome</c>.</summary>
    public static readonly Counter<long> Runs = Meter.CreateCounter<long>("creditfunctions.runs", "{run}", "Attempts at runs, or pieces of them.");

    /// <summary>Rows an audit found to be wrong.</summary>
    public static readonly Counter<long> AuditFindings = Meter.CreateCounter<long>("creditfunctions.audit.findings", "{finding}", "Rows an audit found to be wrong.");

    /// <summary>Lines of imports that were worked off. Tag: <c>outcome</c>.</summary>
    public static readonly Counter<long> ImportLines = Meter.CreateCounter<long>("creditfunctions.import.lines", "{line}", "Lines of imports that were worked off.");
}

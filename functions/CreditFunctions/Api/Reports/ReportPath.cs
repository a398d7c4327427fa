using CreditFunctions.Http;
using CreditFunctions.Reports;

namespace CreditFunctions.Api.Reports;

/// <summary>Reads what a path names of a report.</summary>
internal static class ReportPath
{
    /// <summary>The report; the problem, or null and the report.</summary>
    public static Problem? Report(this HttpContext http, out ReportDefinition report)
    {
        var key = (string?)http.Request.RouteValues["report"] ?? "";
        return ReportCatalogue.TryGet(key, out report!)
            ? null
            : Problem.NotFound("report_not_found", "report", $"There is no report '{key}'; there are {string.Join(", ", ReportCatalogue.All.Select(known => known.Key))}.");
    }

    /// <summary>The snapshot; the problem, or null and the snapshot.</summary>
    public static Problem? Snapshot(this HttpContext http, out SnapshotId snapshot)
    {
        var text = (string?)http.Request.RouteValues["snapshot"] ?? "";
        return SnapshotId.TryParse(text, out snapshot)
            ? null
            : Problem.Invalid(new FieldProblem("snapshot", $"snapshot is '{text}'; allowed is an id such as 20261121T020000Z."));
    }
}

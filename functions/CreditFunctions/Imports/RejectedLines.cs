using CreditFunctions.Http;
using CreditFunctions.Storage.Imports;

namespace CreditFunctions.Imports;

/// <summary>What a request would be answered, as what became of a line.</summary>
internal static class RejectedLines
{
    /// <summary>The line, rejected for its first problem.</summary>
    public static RejectedLine Of(this Problem problem, BodyLine line) =>
        new(line, problem.Code, problem.Fields.Count > 0 ? problem.Fields[0].Field : null, problem.Detail);
}

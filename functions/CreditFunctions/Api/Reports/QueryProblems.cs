using CreditFunctions.Http;
using CreditFunctions.Reports;

namespace CreditFunctions.Api.Reports;

/// <summary>What is wrong with a query, as the API answers it.</summary>
internal static class QueryProblems
{
    /// <summary>All problems together; the first gives the code.</summary>
    public static Problem Answer(IReadOnlyList<QueryProblem> problems)
    {
        var invalid = Problem.Invalid([.. problems.Select(static problem => new FieldProblem(problem.Parameter, problem.ToString()))]);
        // Values and names that are wrong are told everywhere alike.
        return problems[0].Code is QueryProblem.InvalidValue or QueryProblem.UnknownParameter ? invalid : invalid with { Code = problems[0].Code };
    }

    /// <summary>The page begins after the last row.</summary>
    public static Problem PastTheEnd(ReportQuery query, long total) => Answer([new(
        query.PagedBy, $"the page begins after {query.Offset} rows, and {total} match",
        query.PagedBy switch
        {
            "offset" => $"0 to {total}",
            "page" => $"1 to {(total / query.Limit) + 1}",
            _ => "a cursor as an answer of this report gave it",
        },
        QueryProblem.OffsetPastEnd)]);
}

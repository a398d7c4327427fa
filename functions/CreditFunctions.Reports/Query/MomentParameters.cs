namespace CreditFunctions.Reports;

/// <summary>The parameters that say which rows are asked: snapshot and cursor.</summary>
internal static class MomentParameters
{
    public const string Snapshot = "snapshot";

    private const string Latest = "latest";
    private const string AllowedSnapshot = "latest, or a snapshot's id such as 20261121T020000Z";
    private const string AllowedCursor = "a cursor as an answer of this report gave it, with the same sort and filters";

    /// <summary>The query as of the moment that is asked, from where the cursor says.</summary>
    /// <param name="raw">The parameters.</param>
    /// <param name="business">Whose rows are asked.</param>
    /// <param name="query">The query, but for these parameters.</param>
    public static ReportQuery Read(RawParameters raw, string business, ReportQuery query)
    {
        var moment = ReadSnapshot(raw);
        if (raw.Single(PagingParameters.Cursor, AllowedCursor) is not { } text)
        {
            return query with { Moment = moment };
        }

        if (!ReportCursor.TryParse(text, out var cursor))
        {
            raw.Report(PagingParameters.Cursor, $"{QueryProblem.Show(text)} is not a cursor", AllowedCursor, QueryProblem.CursorInvalid);
            return query;
        }

        // A sort or filter that is wrong itself is not the query of any cursor.
        if (raw.Problems.Count == 0 && cursor.Query != ReportCursor.DigestOf(business, query))
        {
            raw.Report(PagingParameters.Cursor, $"{QueryProblem.Show(text)} belongs to another query", AllowedCursor, QueryProblem.CursorOfAnotherQuery);
        }

        var continued = new ReportMoment(cursor.OfSnapshot, cursor.AsOf);
        if (moment.OfSnapshot && moment != continued && (moment.At is not null || !cursor.OfSnapshot))
        {
            var rows = continued.Snapshot is { } of ? $"rows of snapshot {of}" : $"live rows as of {cursor.AsOf}";
            raw.Report(Snapshot, $"the cursor goes on in {rows}", $"no {Snapshot}, or that of the cursor", QueryProblem.Contradictory);
        }

        return query with { Moment = continued, Offset = cursor.Offset, PagedBy = PagingParameters.Cursor };
    }

    private static ReportMoment ReadSnapshot(RawParameters raw)
    {
        switch (raw.Single(Snapshot, AllowedSnapshot))
        {
            case null:
                return ReportMoment.Any;
            case Latest:
                return ReportMoment.LatestSnapshot;
            case var text when SnapshotId.TryParse(text, out var id):
                return new(true, id.Slot);
            case var text:
                raw.Report(Snapshot, $"{QueryProblem.Show(text)} is not a snapshot's id", AllowedSnapshot);
                return default;
        }
    }
}

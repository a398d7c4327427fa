namespace CreditFunctions.Reports;

/// <summary>One thing wrong with a query.</summary>
/// <param name="Parameter">The parameter's name, as it was given.</param>
/// <param name="Wrong">What is wrong, naming the value given (cut to <see cref="ShownLength"/> characters), as a clause without a full stop.</param>
/// <param name="Allowed">What would have been right.</param>
/// <param name="Code">What kind of problem it is, for programs: <see cref="InvalidValue"/> or one of the constants beside it.</param>
public sealed record QueryProblem(string Parameter, string Wrong, string Allowed, string Code = QueryProblem.InvalidValue)
{
    /// <summary>The value is not one the parameter takes.</summary>
    public const string InvalidValue = "invalid_value";

    /// <summary>The report has no such parameter.</summary>
    public const string UnknownParameter = "unknown_parameter";

    /// <summary>The report has no such column.</summary>
    public const string UnknownColumn = "unknown_column";

    /// <summary>Parameters that cannot all hold, or that say the same thing in two ways.</summary>
    public const string Contradictory = "contradictory_parameters";

    /// <summary>The cursor is not one that was given out.</summary>
    public const string CursorInvalid = "cursor_invalid";

    /// <summary>The cursor was given out for another report, business, sort or filter.</summary>
    public const string CursorOfAnotherQuery = "cursor_of_another_query";

    /// <summary>The cursor's rows are live ones of an instant too long ago. Only known with the present, so that no parser reports it.</summary>
    public const string CursorExpired = "cursor_expired";

    /// <summary>The page begins after the last row. Only known with the rows, so that no parser reports it.</summary>
    public const string OffsetPastEnd = "offset_past_end";

    /// <summary>The most characters of a given value that a problem repeats.</summary>
    public const int ShownLength = 64;

    /// <summary>The problem as one line for people.</summary>
    public override string ToString() => $"{Parameter}: {Wrong}. Allowed: {Allowed}.";

    internal static string Show(string value) => value.Length <= ShownLength ? $"'{value}'" : $"'{value[..ShownLength]}…'";
}

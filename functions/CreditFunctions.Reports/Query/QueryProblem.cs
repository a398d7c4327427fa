namespace CreditFunctions.Reports;

/// <summary>One thing wrong with a query.</summary>
/// <param name="Parameter">The parameter's name, as it was given.</param>
/// <param name="Wrong">What is wrong, naming the value given (cut to <see cref="ShownLength"/> characters), as a clause without a full stop.</param>
/// <param name="Allowed">What would have been right.</param>
public sealed record QueryProblem(string Parameter, string Wrong, string Allowed)
{
    /// <summary>The most characters of a given value that a problem repeats.</summary>
    public const int ShownLength = 64;

    /// <summary>The problem as one line for people.</summary>
    public override string ToString() => $"{Parameter}: {Wrong}. Allowed: {Allowed}.";

    internal static string Show(string value) => value.Length <= ShownLength ? $"'{value}'" : $"'{value[..ShownLength]}…'";
}

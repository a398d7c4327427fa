using CreditFunctions.Http;

namespace CreditFunctions.Dialects.Paddle;

/// <summary>Parameters that are comma lists; a key that comes again adds to its list, since the Functions host joins the two with a comma.</summary>
internal static class ListParameter
{
    /// <summary>The most values of one list.</summary>
    public const int MaxValues = 100;

    /// <summary>The values of a list, each once; none if the parameter is absent or empty. Those that are not allowed, and too many, become problems.</summary>
    public static List<string> Read(IQueryCollection query, string name, Predicate<string> isAllowed, string allowed, List<FieldProblem> problems)
    {
        var text = query[name].ToString();
        if (text.Length == 0)
        {
            return [];
        }

        var values = text.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToList();
        if (values.Count > MaxValues)
        {
            problems.Add(new(name, $"{name} has {values.Count} values; at most {MaxValues} are allowed."));
            return [];
        }

        problems.AddRange(values.Where(value => !isAllowed(value)).Select(value => new FieldProblem(name, $"'{Problem.Shown(value)}' is not allowed; allowed is {allowed}.")));
        return values;
    }
}

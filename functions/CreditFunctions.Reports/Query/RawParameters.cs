namespace CreditFunctions.Reports;

/// <summary>
/// A query's parameters before they are understood, and the problems met so far. Repeated keys and comma lists mean the same,
/// since the Functions host joins the values of repeated keys with commas.
/// </summary>
internal sealed class RawParameters
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly HashSet<string> repeated = new(StringComparer.Ordinal);

    public RawParameters(IEnumerable<KeyValuePair<string, string>> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            if (!values.TryAdd(name, value))
            {
                values[name] += "," + value;
                repeated.Add(name);
            }
        }
    }

    public IEnumerable<string> Names => values.Keys;

    public List<QueryProblem> Problems { get; } = [];

    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>Is its key repeated? Behind the Functions host that cannot be seen.</summary>
    public bool IsRepeated(string name) => repeated.Contains(name);

    /// <summary>The parameter's one value; null where it is not given or is empty, which is a problem.</summary>
    public string? Single(string name, string allowed)
    {
        if (!values.TryGetValue(name, out var value))
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(value))
        {
            Report(name, "the value is empty", allowed);
            return null;
        }

        return value;
    }

    /// <summary>The parameter's values; none where it is not given. Empty ones and too many are problems.</summary>
    public IReadOnlyList<string> List(string name, string allowed)
    {
        if (!values.TryGetValue(name, out var joined))
        {
            return [];
        }

        var parts = joined.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length > ReportQuery.MaxListValues)
        {
            Report(name, $"{parts.Length} values are given", $"at most {ReportQuery.MaxListValues} values");
            return [];
        }

        var given = Array.FindAll(parts, part => part.Length > 0);
        if (given.Length < parts.Length)
        {
            Report(name, parts.Length == 1 ? "the value is empty" : $"a value of {QueryProblem.Show(joined)} is empty", allowed);
        }

        return given;
    }

    public void Report(string name, string wrong, string allowed, string code = QueryProblem.InvalidValue) => Problems.Add(new(name, wrong, allowed, code));
}

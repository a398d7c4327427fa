using System.Globalization;
using CreditFunctions.Http;
using Microsoft.Extensions.Primitives;

namespace CreditFunctions.Dialects.TeamUp;

/// <summary>
/// Parameters before they are understood, and the problems met so far. A list comes as <c>a,b</c>, as a key that comes again, or as <c>key[]</c>; what is empty is not there.
/// </summary>
internal sealed class RawFields
{
    private const int MaxValues = 1000;

    private readonly Dictionary<string, List<string>> values = new(StringComparer.Ordinal);

    public List<FieldProblem> Problems { get; } = [];

    /// <summary>The parameters of a query or a form.</summary>
    public static RawFields Of(IEnumerable<KeyValuePair<string, StringValues>> parameters)
    {
        var raw = new RawFields();
        foreach (var (name, given) in parameters)
        {
            raw.Add(name, given.ToString());
        }

        return raw;
    }

    /// <summary>Adds values to those a parameter has.</summary>
    public void Add(string name, string given)
    {
        var key = name.EndsWith("[]", StringComparison.Ordinal) ? name[..^2] : name;
        if (!values.TryGetValue(key, out var all))
        {
            values.Add(key, all = []);
        }

        all.Add(given);
    }

    /// <summary>Takes what another says instead of what this one does.</summary>
    public void Replace(RawFields other)
    {
        foreach (var (name, value) in other.values)
        {
            values[name] = value;
        }

        Problems.AddRange(other.Problems);
    }

    /// <summary>Refuses whatever is not known.</summary>
    public void AllowOnly(IReadOnlyList<string> known)
    {
        foreach (var name in values.Keys.Where(name => !known.Contains(name, StringComparer.Ordinal)))
        {
            Refuse(Problem.Shown(name), $"Unknown field; allowed are {string.Join(", ", known)}.");
        }
    }

    /// <summary>Says what is wrong with a parameter.</summary>
    public void Refuse(string name, string wrong) => Problems.Add(new(name, wrong));

    /// <summary>A parameter's one value; null if it is not there.</summary>
    public string? Single(string name) => string.Join(',', values.GetValueOrDefault(name) ?? []).Trim() is { Length: > 0 } value ? value : null;

    /// <summary>A parameter's values.</summary>
    public IReadOnlyList<string> List(string name)
    {
        var given = Single(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (given.Length <= MaxValues)
        {
            return given;
        }

        Refuse(name, $"Ensure this field has no more than {MaxValues} elements.");
        return [];
    }

    /// <summary>A parameter's values, which are integers.</summary>
    public IEnumerable<long> Integers(string name) => List(name).Select(text => Parse(name, text)).OfType<long>().Distinct();

    /// <summary>A parameter that is an integer within bounds; null if it is not there or is wrong.</summary>
    public long? Integer(string name, long least, long most)
    {
        if (Single(name) is not { } text || Parse(name, text) is not { } number)
        {
            return null;
        }

        if (number < least || number > most)
        {
            Refuse(name, string.Create(CultureInfo.InvariantCulture, $"Ensure this value is {(number < least ? $"greater than or equal to {least}" : $"less than or equal to {most}")}."));
            return null;
        }

        return number;
    }

    private long? Parse(string name, string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Refuse(name, "A valid integer is required.");
        return null;
    }
}

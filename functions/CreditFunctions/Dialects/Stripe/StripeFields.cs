using System.Globalization;
using CreditFunctions.Http;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>Turns the parameters of a request into what the ledger knows, and keeps the first thing that is wrong with them.</summary>
internal sealed class StripeFields(FormField form)
{
    private const int MaxTextLength = 5000;
    private const long MaxSeconds = 253_402_300_799;
    private const int MaxIntegerDigits = 19;

    /// <summary>What is wrong; null: nothing so far.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>Refuses parameters that are none of <paramref name="known"/>, written as <c>a[b][][id]</c>, or <c>metadata[*]</c> where any name will do.</summary>
    public void Allow(params string[] known) => Allow(form, "", known);

    /// <summary>Is it there, empty or not?</summary>
    public bool Has(params ReadOnlySpan<string> names) => form.Find(names) is not null;

    /// <summary>A text; null where it is missing or to be unset.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        var field = form.Find(names);
        if (field?.Text?.Length > MaxTextLength)
        {
            Refuse(StripeProblems.Invalid(field.Path, $"Invalid string: at most {MaxTextLength} characters are allowed."));
        }

        return field?.Text is { Length: > 0 } text ? text : null;
    }

    /// <summary>A text that cannot be unset; null where it is missing.</summary>
    public string? Given(params ReadOnlySpan<string> names)
    {
        if (form.Find(names) is { Text: "" } field)
        {
            Refuse(StripeProblems.Empty(field.Path));
        }

        return Text(names);
    }

    /// <summary>A text that must be there.</summary>
    public string Required(params ReadOnlySpan<string> names)
    {
        if (Given(names) is { } text)
        {
            return text;
        }

        Refuse(StripeProblems.Missing(PathOf(names)));
        return "";
    }

    /// <summary>Refuses a request that lacks it.</summary>
    public void Need(params ReadOnlySpan<string> names)
    {
        if (form.Find(names) is not { } field)
        {
            Refuse(StripeProblems.Missing(PathOf(names)));
        }
        else if (field.Text == "")
        {
            Refuse(StripeProblems.Empty(field.Path));
        }
    }

    /// <summary>One of some texts that must be there.</summary>
    public string RequiredOneOf(ReadOnlySpan<string> names, params string[] allowed)
    {
        var text = Required(names);
        if (text.Length > 0 && !allowed.Contains(text, StringComparer.Ordinal))
        {
            Refuse(StripeProblems.Invalid(PathOf(names), $"Invalid {PathOf(names)}: must be one of {string.Join(" or ", allowed)}; it is '{Problem.Shown(text)}'."));
        }

        return text;
    }

    /// <summary>A whole number; null where it is missing or to be unset.</summary>
    public long? Integer(ReadOnlySpan<string> names, long min, long max)
    {
        if (Text(names) is not { } text)
        {
            return null;
        }

        var digits = text.AsSpan(text[0] == '-' ? 1 : 0);
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
        {
            Refuse(StripeProblems.NotAnInteger(PathOf(names), $"Invalid integer: {Problem.Shown(text)}"));
            return null;
        }

        if (digits.TrimStart('0').Length > MaxIntegerDigits || !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) || value < min || value > max)
        {
            Refuse(StripeProblems.NotAnInteger(PathOf(names), $"Invalid integer: {Problem.Shown(text)}. Allowed is {min} to {max}."));
            return null;
        }

        return value;
    }

    /// <summary>A moment in Unix seconds; null where it is missing or to be unset.</summary>
    public Instant? Time(params ReadOnlySpan<string> names) =>
        Integer(names, 0, MaxSeconds) is { } seconds ? Instant.From(DateTimeOffset.FromUnixTimeSeconds(seconds)) : null;

    /// <summary>The ids of a list of objects; null where it is missing.</summary>
    public IReadOnlyList<string>? Ids(int max, params ReadOnlySpan<string> names)
    {
        if (form.Find(names) is not { Fields: { Count: > 0 } fields } list)
        {
            return null;
        }

        if (fields.Count > max)
        {
            Refuse(StripeProblems.Invalid(list.Path, $"{list.Path} has {fields.Count} elements; at most {max} are allowed."));
        }

        foreach (var field in fields)
        {
            // The Functions host sends one that is there twice on as one with a comma, which no id has.
            if (field["id"]?.Text?.Contains(',', StringComparison.Ordinal) == true)
            {
                Refuse(StripeProblems.Invalid($"{field.Path}[id]", $"{field.Path}[id] is there twice, or has a comma, which no id has."));
            }
            else if (field["id"]?.Text is not { Length: > 0 and <= Limits.ReferenceLength })
            {
                Refuse(StripeProblems.Invalid($"{field.Path}[id]", $"{field.Path}[id] must have 1 to {Limits.ReferenceLength} characters."));
            }
        }

        return [.. fields.Select(static field => field["id"]?.Text ?? "")];
    }

    /// <summary>Pairs of metadata, with null where one is to be deleted; null: none are named.</summary>
    public IReadOnlyDictionary<string, string?>? Metadata() =>
        form["metadata"] is { Fields: { Count: > 0 } pairs } ? pairs.ToDictionary(static pair => pair.Name, static pair => pair.Text is "" ? null : pair.Text, StringComparer.Ordinal) : null;

    /// <summary>What is to be shown whole instead of by its id; only <paramref name="allowed"/> can be.</summary>
    public IReadOnlySet<string> Expand(params string[] allowed)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in form["expand"]?.Fields ?? [])
        {
            var name = field.Text ?? "";
            if (!allowed.Contains(name, StringComparer.Ordinal))
            {
                Refuse(StripeProblems.Invalid("expand", $"This property cannot be expanded ({Problem.Shown(name)})."));
            }

            all.Add(name);
        }

        return all;
    }

    /// <summary>Keeps the first problem.</summary>
    public void Refuse(Problem problem) => Problem ??= problem;

    private static string PathOf(ReadOnlySpan<string> names)
    {
        var path = names[0];
        foreach (var name in names[1..])
        {
            path += $"[{name}]";
        }

        return path;
    }

    private void Allow(FormField within, string path, string[] known)
    {
        foreach (var field in within.Fields)
        {
            var isPlace = field.Name.Length > 0 && !field.Name.AsSpan().ContainsAnyExceptInRange('0', '9');
            var pattern = path.Length == 0 ? field.Name : isPlace ? path + "[]" : $"{path}[{field.Name}]";
            var isKnown = known.Contains(pattern, StringComparer.Ordinal) || known.Contains(path + "[*]", StringComparer.Ordinal);
            var hasWithin = Array.Exists(known, one => one.StartsWith(pattern + "[", StringComparison.Ordinal));
            if (!isKnown && !hasWithin)
            {
                Refuse(StripeProblems.Unknown(field.Path));
            }
            else if (field.Text is null && !hasWithin)
            {
                Refuse(StripeProblems.Invalid(field.Path, $"Invalid string: {field.Path} has parameters within it."));
            }
            else if (field.Text is { Length: > 0 } && !isKnown)
            {
                Refuse(StripeProblems.Invalid(field.Path, $"Invalid {(Array.Exists(known, one => one.StartsWith(pattern + "[]", StringComparison.Ordinal)) ? "array" : "object")}: {field.Path} is a text."));
            }
            else
            {
                Allow(field, pattern, known);
            }
        }
    }
}

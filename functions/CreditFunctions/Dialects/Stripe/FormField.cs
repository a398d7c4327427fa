namespace CreditFunctions.Dialects.Stripe;

/// <summary>A parameter of a form or query: a text, or parameters within it, by name or one after the other.</summary>
/// <param name="path">As errors name it: <c>filter[type]</c>; empty: the request as a whole.</param>
internal sealed class FormField(string path)
{
    private readonly List<FormField> fields = [];

    /// <summary>As errors name it: <c>filter[type]</c>.</summary>
    public string Path => path;

    /// <summary>Its own name, or its place in a list.</summary>
    public string Name { get; private init; } = "";

    /// <summary>Its text, empty where it is to be unset; null: it has parameters within it.</summary>
    public string? Text { get; private set; }

    /// <summary>What is within it, in the order it was sent.</summary>
    public IReadOnlyList<FormField> Fields => fields;

    /// <summary>The parameter of that name within it; null if there is none.</summary>
    public FormField? this[string name] => fields.Find(field => field.Name == name);

    /// <summary>Keeps a text under names; an empty name is the next place in a list.</summary>
    /// <returns>Null, or the parameter that is there twice, or both as a text and with parameters within it.</returns>
    public FormField? Add(ReadOnlySpan<string> names, string text)
    {
        if (names.IsEmpty)
        {
            if (Text is not null || fields.Count > 0)
            {
                return this;
            }

            Text = text;
            return null;
        }

        return Text is null ? Next(names).Add(names[1..], text) : this;
    }

    /// <summary>In <c>prices[][id]</c> a new element begins where the last one has an id already.</summary>
    private FormField Next(ReadOnlySpan<string> names)
    {
        var name = names[0];
        var within = names[1..];
        if (name.Length == 0)
        {
            if (!within.IsEmpty && fields.Count > 0 && fields[^1].Find(within) is null)
            {
                return fields[^1];
            }

            name = fields.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        // The next place in a list may be there by its name.
        var next = this[name];
        if (next is null)
        {
            next = new(path.Length == 0 ? name : $"{path}[{name}]") { Name = name };
            fields.Add(next);
        }

        return next;
    }

    /// <summary>The parameter under names; null if there is none.</summary>
    public FormField? Find(params ReadOnlySpan<string> names)
    {
        var field = this;
        foreach (var name in names)
        {
            field = field?[name];
        }

        return field;
    }
}

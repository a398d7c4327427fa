using System.Globalization;
using System.Text.Json;
using CreditFunctions.Http;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>Reads the fields of a body and keeps all that is wrong with them. A field that is null is as one left out, unless asked.</summary>
/// <param name="body">A JSON object.</param>
internal sealed class DodoFields(JsonElement body)
{
    private readonly List<FieldProblem> problems = [];

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<FieldProblem> Problems => problems;

    /// <summary>Is the field there, null or not?</summary>
    public bool Has(string name) => body.TryGetProperty(name, out _);

    /// <summary>The value of a field; null: it is null or not there.</summary>
    public JsonElement? Value(string name) => body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Keeps a problem.</summary>
    public void Refuse(string name, string detail) => problems.Add(new(name, detail));

    /// <summary>Refuses every field that is none of these.</summary>
    public void RefuseOthersThan(IReadOnlyList<string> known)
    {
        foreach (var field in body.EnumerateObject())
        {
            if (!known.Contains(field.Name, StringComparer.Ordinal))
            {
                Refuse(field.Name, $"Unknown field '{Problem.Shown(field.Name)}'; allowed are {string.Join(", ", known)}.");
            }
        }
    }

    /// <summary>Refuses what is not there or null.</summary>
    public void Require(params IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (Value(name) is null)
            {
                Refuse(name, $"{name} is missing.");
            }
        }
    }

    /// <summary>A text of so many characters; null: there is none, or it is refused.</summary>
    public string? Text(string name, int min, int max)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Length >= min && text.Length <= max)
        {
            return text;
        }

        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"{name} is {Shown(value)}; allowed is a string of {min} to {max} characters."));
        return null;
    }

    /// <summary>True or false; null: neither, or it is refused.</summary>
    public bool? Flag(string name)
    {
        switch (Value(name))
        {
            case null:
                return null;
            case { ValueKind: JsonValueKind.True or JsonValueKind.False } flag:
                return flag.GetBoolean();
            case { } value:
                Refuse(name, $"{name} is {Shown(value)}; allowed are true and false.");
                return null;
        }
    }

    /// <summary>A whole number; null: there is none, or it is refused.</summary>
    public int? Whole(string name, int min, int max)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max)
        {
            return number;
        }

        Refuse(name, string.Create(CultureInfo.InvariantCulture, $"{name} is {Shown(value)}; allowed is a whole number from {min} to {max}."));
        return null;
    }

    /// <summary>One of these texts; null: there is none, or it is refused.</summary>
    public string? OneOf(string name, params IReadOnlyList<string> allowed)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && allowed.Contains(text, StringComparer.Ordinal))
        {
            return text;
        }

        Refuse(name, $"{name} is {Shown(value)}; allowed are {string.Join(", ", allowed)}.");
        return null;
    }

    /// <summary>A moment; null: there is none, or it is refused.</summary>
    public Instant? Time(string name)
    {
        if (Value(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && Instant.TryParse(value.GetString(), out var time))
        {
            return time;
        }

        Refuse(name, $"{name} is {Shown(value)}; allowed is an RFC 3339 date-time such as 2026-03-01T00:00:00Z, from 1970 on and with at most 6 decimals of a second.");
        return null;
    }

    /// <summary>A value as errors show it.</summary>
    public static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => $"'{Problem.Shown(value.GetString()!)}'",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => Problem.Shown(value.GetRawText()),
    };
}

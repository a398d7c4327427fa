using System.Text;
using System.Text.Json;
using CreditFunctions.Http;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Asset;

/// <summary>A credit memo that is to be made.</summary>
/// <param name="Customer">For whom.</param>
/// <param name="Number">Its number, which no other memo of the business has.</param>
/// <param name="Amount">The JSON number as it was sent.</param>
/// <param name="Memo">Why.</param>
/// <param name="IssuedAt">Its date, not in the future; null: now.</param>
/// <param name="Tags">Its tags as JSON; null: it has none.</param>
/// <param name="Json">All of it as it was sent.</param>
internal sealed record MemoRequest(string Customer, string Number, string Amount, string? Memo, Instant? IssuedAt, string? Tags, string Json)
{
    private static readonly string[] Needed = ["customer_id", "number", "amount"];
    private static readonly string[] Known = [.. Needed, "memo", "issued_at", "tags"];

    /// <summary>Reads an item of the list, or adds what is wrong with it.</summary>
    /// <param name="item">The item.</param>
    /// <param name="at">Where it is.</param>
    /// <param name="now">The present.</param>
    /// <param name="wrong">What is wrong.</param>
    public static MemoRequest? Read(JsonElement item, string at, Instant now, List<FieldProblem> wrong)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            wrong.Add(new(at, "A credit memo must be a JSON object."));
            return null;
        }

        var before = wrong.Count;
        foreach (var field in item.EnumerateObject())
        {
            if (!Known.Contains(field.Name, StringComparer.Ordinal))
            {
                wrong.Add(new($"{at}.{field.Name}", $"Unknown field '{Problem.Shown(field.Name)}'; allowed are {string.Join(", ", Known)}."));
            }
        }

        foreach (var name in Needed)
        {
            if (!item.TryGetProperty(name, out _))
            {
                wrong.Add(new($"{at}.{name}", $"{name} is missing."));
            }
        }

        var customer = TextOf(item, at, "customer_id", wrong);
        var number = TextOf(item, at, "number", wrong);
        var amount = AmountOf(item, at, wrong);
        var memo = TextOf(item, at, "memo", wrong, isNeeded: false);
        var issuedAt = IssuedAtOf(TextOf(item, at, "issued_at", wrong, isNeeded: false), at, now, wrong);
        var tags = TagsOf(item, at, wrong);
        return wrong.Count == before ? new(customer!, number!, amount!, memo, issuedAt, tags, item.GetRawText()) : null;
    }

    /// <summary>A text; where one is needed it is not empty.</summary>
    private static string? TextOf(JsonElement item, string at, string name, List<FieldProblem> wrong, bool isNeeded = true)
    {
        if (!item.TryGetProperty(name, out var value) || (!isNeeded && value.ValueKind == JsonValueKind.Null))
        {
            return null;
        }

        var least = isNeeded ? 1 : 0;
        if (value.ValueKind != JsonValueKind.String || value.GetString()!.Length < least || value.GetString()!.Length > Asset.Memo.MaxTextLength)
        {
            wrong.Add(new($"{at}.{name}", $"{name} must be a JSON string of {least} to {Asset.Memo.MaxTextLength} characters."));
            return null;
        }

        return value.GetString();
    }

    /// <summary>A number above 0. How many decimals it may have is for the currency to say.</summary>
    private static string? AmountOf(JsonElement item, string at, List<FieldProblem> wrong)
    {
        if (!item.TryGetProperty("amount", out var value))
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : "";
        var exponent = text.IndexOfAny(['e', 'E']);
        var isAboveZero = !text.StartsWith('-') && (exponent < 0 ? text : text[..exponent]).AsSpan().ContainsAnyInRange('1', '9');
        if (!isAboveZero)
        {
            wrong.Add(new($"{at}.amount", "amount must be a JSON number above 0."));
        }

        return text;
    }

    private static Instant? IssuedAtOf(string? text, string at, Instant now, List<FieldProblem> wrong)
    {
        if (text is null)
        {
            return null;
        }

        if (!Instant.TryParse(text, out var instant))
        {
            wrong.Add(new($"{at}.issued_at", $"issued_at is '{Problem.Shown(text)}'; allowed is an RFC 3339 date-time such as 2026-01-01T09:00:00Z."));
        }
        else if (instant > now)
        {
            wrong.Add(new($"{at}.issued_at", $"issued_at is {instant}, which is in the future; it is {now} now."));
        }

        return instant;
    }

    private static string? TagsOf(JsonElement item, string at, List<FieldProblem> wrong)
    {
        if (!item.TryGetProperty("tags", out var tags) || tags.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (tags.ValueKind != JsonValueKind.Object || !tags.EnumerateObject().All(static tag => tag.Value.ValueKind == JsonValueKind.Array && tag.Value.EnumerateArray().All(IsTag)))
        {
            wrong.Add(new($"{at}.tags", """tags must be a JSON object of lists of {"amount": "60.00", "value": "..."}, each with nothing else."""));
            return null;
        }

        if (!tags.EnumerateObject().Any())
        {
            return null;
        }

        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, WrittenJson.Options))
        {
            tags.WriteTo(json);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static bool IsTag(JsonElement tag) =>
        tag.ValueKind == JsonValueKind.Object && tag.EnumerateObject().Count() == 2
        && tag.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String
        && tag.TryGetProperty("amount", out var amount) && amount.ValueKind == JsonValueKind.String
        && Ledger.Amount.TryParse(amount.GetString(), 0, out _) != AmountParse.NotADecimal;
}

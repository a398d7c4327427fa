using System.Globalization;
using System.Text.Json;
using CreditFunctions.Http;
using CreditFunctions.Ledger;

namespace CreditFunctions.Api.Entries;

/// <summary>Turns the fields of one command into what the ledger knows, and keeps what is wrong with them.</summary>
/// <param name="path">Where the command stands in the body.</param>
/// <param name="unit">The account's unit, in which amounts are read.</param>
internal sealed class CommandFields(string path, Unit unit)
{
    /// <summary>What is wrong so far.</summary>
    public List<FieldProblem> Problems { get; } = [];

    /// <summary>Reads a grant; null: <see cref="Problems"/> says why not.</summary>
    public Command? Grant(JsonElement element)
    {
        var (body, problems) = JsonBody.Bind(element, ApiJson.Readable.GrantBody, path);
        Problems.AddRange(problems);
        if (body is null)
        {
            return null;
        }

        var command = new GrantCommand(ReadAmount(body.Amount))
        {
            Priority = body.Priority ?? GrantTerms.DefaultPriority,
            Category = ReadCategory(body.Category),
            EffectiveAt = ReadTime("effective_at", body.EffectiveAt),
            ExpiresAt = ReadTime("expires_at", body.ExpiresAt),
            Name = body.Name,
            ExternalNumber = body.ExternalNumber,
            Memo = body.Memo,
            Metadata = body.Metadata,
        };
        return Problems.Count == 0 ? command : null;
    }

    /// <summary>Reads an application; null: <see cref="Problems"/> says why not.</summary>
    public Command? Apply(JsonElement element)
    {
        var (body, problems) = JsonBody.Bind(element, ApiJson.Readable.ApplyBody, path);
        Problems.AddRange(problems);
        var amount = body is null ? 0 : ReadAmount(body.Amount);
        return Problems.Count == 0 ? new ApplyCommand(amount) { Memo = body!.Memo, Metadata = body.Metadata } : null;
    }

    /// <summary>Keeps a problem; returns no command.</summary>
    public Command? Refuse(string field, string detail)
    {
        Problems.Add(new(path.Length == 0 ? field : $"{path}.{field}", detail));
        return null;
    }

    private long ReadAmount(string text)
    {
        var parsed = Amount.TryParse(text, unit.Precision, out var minor);
        var problem = parsed switch
        {
            AmountParse.NotADecimal => "allowed is a plain decimal above 0 such as 12.50, without sign, exponent or spaces",
            AmountParse.TooPrecise => string.Create(CultureInfo.InvariantCulture, $"{unit.Code} has {unit.Precision} decimals"),
            AmountParse.TooLarge => $"at most {Amount.Format(long.MaxValue, unit.Precision)} {unit.Code} is allowed",
            _ => minor == 0 ? "it must be above 0" : null,
        };
        if (problem is not null)
        {
            Refuse("amount", $"amount is '{Problem.Shown(text)}'; {problem}.");
        }

        return minor;
    }

    private GrantCategory ReadCategory(string? text)
    {
        if (text is not null && !SnakeCase.TryParse<GrantCategory>(text, out _))
        {
            Refuse("category", $"category is '{Problem.Shown(text)}'; allowed are {SnakeCase.Allowed<GrantCategory>()}.");
        }

        return text is not null && SnakeCase.TryParse<GrantCategory>(text, out var category) ? category : GrantCategory.Paid;
    }

    private Instant? ReadTime(string field, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (Instant.TryParse(text, out var instant))
        {
            return instant;
        }

        Refuse(field, $"{field} is '{Problem.Shown(text)}'; allowed is an RFC 3339 date-time such as 2026-03-01T00:00:00Z, from 1970 on and with at most 6 decimals of a second.");
        return null;
    }
}

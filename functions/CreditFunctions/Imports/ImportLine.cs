using System.Text.Json;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Imports;

namespace CreditFunctions.Imports;

/// <summary>A line that is a JSON object and names a customer: whatever else is wrong with it, it has its place among that customer's lines.</summary>
/// <param name="Source">The line.</param>
/// <param name="Customer">The customer's id.</param>
/// <param name="Json">The object.</param>
internal sealed record ImportLine(BodyLine Source, string Customer, JsonDocument Json) : IDisposable
{
    /// <summary>Reads a line; the problem, or null and what it says.</summary>
    /// <param name="source">The line.</param>
    /// <param name="columns">The columns of CSV; null: the line is JSON.</param>
    /// <param name="line">What it says.</param>
    public static Problem? Read(BodyLine source, CsvColumns? columns, out ImportLine? line)
    {
        line = null;
        if (source.IsTooLong)
        {
            var hint = columns is null ? "" : " A quote that is opened and not closed may be why.";
            return new(StatusCodes.Status400BadRequest, "line_too_long", $"The line has more than {BodyLine.MaxBytes} bytes.{hint}");
        }

        var content = source.Content;
        if (columns?.ToJson(source.Content.Span, out content) is { } unreadable)
        {
            return Problem.Invalid(new FieldProblem("line", unreadable));
        }

        var (json, wrong) = JsonBody.ParseObject(content, "line");
        if (json is null)
        {
            return Problem.Invalid(wrong!);
        }

        wrong = LineFields.Text(json.RootElement, LineFields.CustomerId, out var customer)
            ?? (customer is null ? new(LineFields.CustomerId, "customer_id is missing; a JSON string is needed.")
                : Id.IsValid(customer) ? null
                : new(LineFields.CustomerId, $"customer_id must be {Id.Rule}."));
        if (wrong is not null)
        {
            json.Dispose();
            return Problem.Invalid(wrong);
        }

        line = new(source, customer!, json);
        return null;
    }

    /// <summary>Does it make or change the customer, rather than do a command?</summary>
    public bool IsCustomer => Json.RootElement.TryGetProperty(LineFields.Type, out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("customer");

    /// <inheritdoc/>
    public void Dispose() => Json.Dispose();
}

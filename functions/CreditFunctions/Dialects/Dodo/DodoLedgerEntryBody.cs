using System.Globalization;
using System.Text.Json;
using CreditFunctions.Http;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>What a posted ledger entry asks for.</summary>
/// <param name="Command">A grant, or an application.</param>
/// <param name="Key">The idempotency key; null: there is none.</param>
internal sealed record DodoLedgerEntryBody(Command Command, string? Key)
{
    /// <summary>The entry type that gives credit.</summary>
    public const string Credit = "credit";

    /// <summary>The entry type that consumes it.</summary>
    public const string Debit = "debit";

    private const int MaxKeyLength = 255;

    private static readonly string[] Known = ["entry_type", "amount", "expires_at", "reason", "idempotency_key", "metadata"];

    /// <summary>Reads a body; the problem, or null and what is asked for.</summary>
    public static (DodoLedgerEntryBody? Body, Problem? Problem) Read(JsonElement json, Unit unit)
    {
        var fields = new DodoFields(json);
        fields.RefuseOthersThan(Known);
        fields.Require("entry_type", "amount");
        var type = fields.OneOf("entry_type", Credit, Debit);
        var amount = Amount(fields, unit);
        var expiresAt = fields.Time("expires_at");
        var reason = fields.Text("reason", 0, Limits.MemoLength);
        var key = fields.Text("idempotency_key", 1, MaxKeyLength);
        var metadata = Metadata(fields);
        if (fields.Problems.Count > 0)
        {
            return (null, Problem.Invalid(fields.Problems));
        }

        if (type == Debit && expiresAt is not null)
        {
            return (null, new(StatusCodes.Status422UnprocessableEntity, DodoErrors.BadField, "expires_at is there although the entry is a debit; only credits expire."));
        }

        return (new(type == Credit
            ? new GrantCommand(amount) { ExpiresAt = expiresAt, Memo = reason, Metadata = metadata }
            : new ApplyCommand(amount) { Memo = reason, Metadata = metadata }, key), null);
    }

    private static long Amount(DodoFields fields, Unit unit)
    {
        if (fields.Value("amount") is not { } value)
        {
            return 0;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            fields.Refuse("amount", $"amount is {DodoFields.Shown(value)}; allowed is a decimal in a string, such as \"12.50\".");
            return 0;
        }

        var problem = Ledger.Amount.TryParse(value.GetString(), unit.Precision, out var minor) switch
        {
            AmountParse.NotADecimal => "allowed is a plain decimal above 0 such as 12.50, without sign, exponent or spaces",
            AmountParse.TooPrecise => string.Create(CultureInfo.InvariantCulture, $"the credit entitlement has {unit.Precision} decimals"),
            AmountParse.TooLarge => $"at most {PlainDecimal.Format(long.MaxValue, unit.Precision)} is allowed",
            _ => minor == 0 ? "it must be above 0" : null,
        };
        if (problem is not null)
        {
            fields.Refuse("amount", $"amount is {DodoFields.Shown(value)}; {problem}.");
        }

        return minor;
    }

    /// <summary>The ledger's metadata are texts: numbers and truth values are kept as they are written.</summary>
    private static Dictionary<string, string>? Metadata(DodoFields fields)
    {
        if (fields.Value("metadata") is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            fields.Refuse("metadata", $"metadata is {DodoFields.Shown(value)}; allowed is an object.");
            return null;
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in value.EnumerateObject())
        {
            if (pair.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)
            {
                fields.Refuse($"metadata.{pair.Name}", $"metadata.{Problem.Shown(pair.Name)} is {DodoFields.Shown(pair.Value)}; allowed are strings, numbers, true and false.");
            }
            else
            {
                metadata[pair.Name] = pair.Value.ValueKind == JsonValueKind.String ? pair.Value.GetString()! : pair.Value.GetRawText();
            }
        }

        if (CommandRules.BrokenMetadata(metadata) is { } broken)
        {
            fields.Refuse(broken.Field!, broken.Detail);
        }

        return metadata;
    }
}

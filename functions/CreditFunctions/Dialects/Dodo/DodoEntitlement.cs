using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Directory;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>What Dodo Payments does about overage when a billing cycle ends.</summary>
internal enum DodoOverageBehavior
{
    /// <summary>Forgets it.</summary>
    ForgiveAtReset,

    /// <summary>Bills it.</summary>
    InvoiceAtBilling,

    /// <summary>Keeps it.</summary>
    CarryDeficit,

    /// <summary>Keeps it, and new credit pays for it first.</summary>
    CarryDeficitAutoRepay,
}

/// <summary>
/// A credit entitlement as Dodo Payments has it. The ledger has what it does (name, unit and precision, overage and its limit, expiry); the rest is kept beside it and shown
/// again: nothing here rolls over, bills or resets.
/// </summary>
internal sealed record DodoEntitlement
{
    /// <summary>The most characters of a unit's name.</summary>
    public const int MaxUnitLength = 50;

    /// <summary>The most characters of a description.</summary>
    public const int MaxDescriptionLength = 1000;

    private const string IdPrefix = "cde_";
    private const int RandomLength = 22;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>For people.</summary>
    public string Name { get; init; } = "";

    /// <summary>The unit as it is shown; what the ledger calls it was decided when the entitlement was made.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Decimals of one unit; never changes.</summary>
    public int Precision { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>May more be consumed than there is?</summary>
    public bool OverageEnabled { get; init; }

    /// <summary>What becomes of overage. The ledger does what <see cref="DodoOverageBehavior.CarryDeficitAutoRepay"/> asks, and carries it otherwise.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<DodoOverageBehavior>))]
    public DodoOverageBehavior OverageBehavior { get; init; }

    /// <summary>How much overage there may be, a plain decimal; null: no limit.</summary>
    public string? OverageLimit { get; init; }

    /// <summary>Not executed.</summary>
    public bool RolloverEnabled { get; init; }

    /// <summary>Not executed.</summary>
    public int? RolloverPercentage { get; init; }

    /// <summary>Not executed.</summary>
    public int? RolloverTimeframeCount { get; init; }

    /// <summary>Not executed.</summary>
    public string? RolloverTimeframeInterval { get; init; }

    /// <summary>Not executed.</summary>
    public int? MaxRolloverCount { get; init; }

    /// <summary>After how many days a grant expires that names no expiry; null: never.</summary>
    public int? ExpiresAfterDays { get; init; }

    /// <summary>The currency of <see cref="PricePerUnit"/>, not of the balance; not executed.</summary>
    public string? Currency { get; init; }

    /// <summary>What a unit of overage costs; not executed.</summary>
    public string? PricePerUnit { get; init; }

    /// <summary>An id for a new one.</summary>
    public static string NewId() => IdPrefix + RandomNumberGenerator.GetString(Base62, RandomLength);

    /// <summary>The entitlement of the directory. What the ledger does is as the directory has it, whoever changed it last.</summary>
    public static DodoEntitlement Of(StoredEntitlement stored)
    {
        var (entitlement, unit) = (stored.Entitlement, stored.Entitlement.Unit!.Value);
        var kept = stored.VendorTerms is { } json
            ? JsonSerializer.Deserialize(json, DodoTermsJson.Default.DodoEntitlement)!
            : new DodoEntitlement { Unit = unit.Code };
        return kept with
        {
            Name = entitlement.Name ?? entitlement.Id,
            Precision = unit.Precision,
            OverageEnabled = entitlement.Overage is not null,
            OverageBehavior = entitlement.Overage switch
            {
                OverageOnGrant.Repay => DodoOverageBehavior.CarryDeficitAutoRepay,
                OverageOnGrant.Carry when stored.VendorTerms is null || kept.OverageBehavior == DodoOverageBehavior.CarryDeficitAutoRepay => DodoOverageBehavior.CarryDeficit,
                _ => kept.OverageBehavior,
            },
            OverageLimit = entitlement.Overage is null ? kept.OverageLimit : entitlement.OverageLimit,
            ExpiresAfterDays = entitlement.ExpiresAfterDays,
        };
    }

    /// <summary>A new entitlement of the directory. A unit that can be the ledger's is: then a currency is money, and the other dialects see it too.</summary>
    public Entitlement ToNew(string id) => ToChanged(new(id, Name, new Unit(Id.IsValid(Unit) ? Unit : id, Precision), DrawOrder.Fifo));

    /// <summary>An entitlement of the directory with what the ledger does of this one.</summary>
    public Entitlement ToChanged(Entitlement before) => before with
    {
        Name = Name,
        Overage = !OverageEnabled ? null : OverageBehavior == DodoOverageBehavior.CarryDeficitAutoRepay ? OverageOnGrant.Repay : OverageOnGrant.Carry,
        OverageLimit = OverageEnabled ? OverageLimit : null,
        ExpiresAfterDays = ExpiresAfterDays,
    };

    /// <summary>What is kept beside the entitlement.</summary>
    public string ToVendorTerms() => JsonSerializer.Serialize(this, DodoTermsJson.Default.DodoEntitlement);

    /// <summary>Writes the entitlement of a business.</summary>
    public static void Write(Utf8JsonWriter json, string business, StoredEntitlement stored)
    {
        var shown = Of(stored);
        json.WriteStartObject();
        json.WriteString("id"u8, stored.Entitlement.Id);
        json.WriteString("business_id"u8, business);
        json.WriteString("name"u8, shown.Name);
        json.WriteString("unit"u8, shown.Unit);
        json.WriteNumber("precision"u8, shown.Precision);
        json.WriteString("description"u8, shown.Description);
        json.WriteBoolean("overage_enabled"u8, shown.OverageEnabled);
        json.WriteString("overage_behavior"u8, SnakeCase.Name(shown.OverageBehavior));
        json.WritePropertyName("overage_limit"u8);
        json.WriteRawValue(shown.OverageLimit is { } limit ? Number(limit, shown.Precision) : "null");
        json.WriteString("currency"u8, shown.Currency);
        json.WriteString("price_per_unit"u8, shown.PricePerUnit);
        json.WriteBoolean("rollover_enabled"u8, shown.RolloverEnabled);
        WriteNumber(json, "rollover_percentage"u8, shown.RolloverPercentage);
        WriteNumber(json, "rollover_timeframe_count"u8, shown.RolloverTimeframeCount);
        json.WriteString("rollover_timeframe_interval"u8, shown.RolloverTimeframeInterval);
        WriteNumber(json, "max_rollover_count"u8, shown.MaxRolloverCount);
        WriteNumber(json, "expires_after_days"u8, shown.ExpiresAfterDays);
        json.WriteTime("created_at"u8, stored.CreatedAt);
        json.WriteTime("updated_at"u8, stored.UpdatedAt);
        json.WriteEndObject();
    }

    /// <summary>A limit may have been put with zeros at either end, which JSON has no room for.</summary>
    private static string Number(string limit, int precision)
    {
        _ = Amount.TryParse(limit, precision, out var minor);
        return PlainDecimal.Format(minor, precision);
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(DodoEntitlement))]
internal sealed partial class DodoTermsJson : JsonSerializerContext;

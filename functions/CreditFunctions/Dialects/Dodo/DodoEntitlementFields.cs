using System.Text.Json;
using CreditFunctions.Http;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Dodo;

/// <summary>Reads what a body says of a credit entitlement: everything of a new one, or what is to change.</summary>
internal static class DodoEntitlementFields
{
    private static readonly string[] Changeable =
    [
        "name", "unit", "description", "overage_enabled", "overage_behavior", "overage_limit", "rollover_enabled", "rollover_percentage", "rollover_timeframe_count",
        "rollover_timeframe_interval", "max_rollover_count", "expires_after_days", "currency", "price_per_unit",
    ];

    private static readonly string[] Known = [.. Changeable, "precision"];

    private static readonly string[] Behaviors = [.. Enum.GetValues<DodoOverageBehavior>().Select(SnakeCase.Name)];

    /// <summary>A new one; the problem, or null and the entitlement.</summary>
    public static (DodoEntitlement? Entitlement, Problem? Problem) ReadNew(JsonElement json)
    {
        var fields = new DodoFields(json);
        fields.RefuseOthersThan(Known);
        fields.Require("name", "unit", "precision", "overage_enabled", "rollover_enabled");
        var precision = fields.Whole("precision", 0, Unit.MaxPrecision) ?? 0;
        return Read(fields, new() { Precision = precision });
    }

    /// <summary>
    /// A changed one; the problem, or null and the entitlement. A field that is left out stays; null empties what can be empty. The precision never changes: it is unknown here.
    /// </summary>
    public static (DodoEntitlement? Entitlement, Problem? Problem) ReadChange(JsonElement json, DodoEntitlement before)
    {
        var fields = new DodoFields(json);
        fields.RefuseOthersThan(Changeable);
        return Read(fields, before);
    }

    private static (DodoEntitlement? Entitlement, Problem? Problem) Read(DodoFields fields, DodoEntitlement before)
    {
        var read = before with
        {
            Name = fields.Text("name", 1, Entitlement.MaxNameLength) ?? before.Name,
            Unit = fields.Text("unit", 1, DodoEntitlement.MaxUnitLength) ?? before.Unit,
            Description = Or(fields, "description", before.Description, static (all, name) => all.Text(name, 0, DodoEntitlement.MaxDescriptionLength)),
            OverageEnabled = fields.Flag("overage_enabled") ?? before.OverageEnabled,
            OverageBehavior = fields.OneOf("overage_behavior", Behaviors) is { } behavior ? SnakeCase.Parse<DodoOverageBehavior>(behavior) : before.OverageBehavior,
            OverageLimit = Or(fields, "overage_limit", before.OverageLimit, (all, name) => Limit(all, name, before.Precision)),
            RolloverEnabled = fields.Flag("rollover_enabled") ?? before.RolloverEnabled,
            RolloverPercentage = Or(fields, "rollover_percentage", before.RolloverPercentage, static (all, name) => all.Whole(name, 0, 100)),
            RolloverTimeframeCount = Or(fields, "rollover_timeframe_count", before.RolloverTimeframeCount, static (all, name) => all.Whole(name, 1, int.MaxValue)),
            RolloverTimeframeInterval = Or(fields, "rollover_timeframe_interval", before.RolloverTimeframeInterval, static (all, name) => all.OneOf(name, "Day", "Week", "Month", "Year")),
            MaxRolloverCount = Or(fields, "max_rollover_count", before.MaxRolloverCount, static (all, name) => all.Whole(name, 0, int.MaxValue)),
            ExpiresAfterDays = Or(fields, "expires_after_days", before.ExpiresAfterDays, static (all, name) => all.Whole(name, 1, Entitlement.MaxExpiresAfterDays)),
            Currency = Or(fields, "currency", before.Currency, Currency),
            PricePerUnit = Or(fields, "price_per_unit", before.PricePerUnit, Price),
        };
        CheckTogether(fields, read);
        return fields.Problems.Count == 0 ? (read, null) : (null, Problem.Invalid(fields.Problems));
    }

    /// <summary>Fields that need each other, where one of them is named: what was put by other means is left alone.</summary>
    private static void CheckTogether(DodoFields fields, DodoEntitlement read)
    {
        if ((fields.Has("overage_enabled") || fields.Has("price_per_unit")) && read is { OverageEnabled: true, PricePerUnit: null })
        {
            fields.Refuse("price_per_unit", "price_per_unit is needed, since overage_enabled is true.");
        }

        if ((fields.Has("price_per_unit") || fields.Has("currency")) && read is { PricePerUnit: not null, Currency: null })
        {
            fields.Refuse("currency", "currency is needed, since there is a price_per_unit.");
        }

        if (read.RolloverTimeframeCount is null != read.RolloverTimeframeInterval is null)
        {
            fields.Refuse("rollover_timeframe_count", "rollover_timeframe_count and rollover_timeframe_interval go together: both or neither.");
        }
    }

    private static T? Or<T>(DodoFields fields, string name, T? before, Func<DodoFields, string, T?> read) => fields.Has(name) ? read(fields, name) : before;

    private static string? Limit(DodoFields fields, string name, int precision)
    {
        if (fields.Value(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && NumberAmount.TryParse(value.GetRawText(), precision, out var minor) == AmountParse.Read)
        {
            return PlainDecimal.Format(minor, precision);
        }

        fields.Refuse(name, string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{name} is {DodoFields.Shown(value)}; allowed is a number from 0 to {PlainDecimal.Format(long.MaxValue, precision)} with at most {precision} decimals."));
        return null;
    }

    private static string? Currency(DodoFields fields, string name)
    {
        var code = fields.Text(name, 3, 3);
        if (code is not null && !Currencies.TryGetPrecision(code, out _))
        {
            fields.Refuse(name, $"{name} is '{Problem.Shown(code)}'; allowed are the currencies of ISO 4217, in upper case.");
        }

        return code;
    }

    private static string? Price(DodoFields fields, string name)
    {
        var price = fields.Text(name, 1, Amount.MaxTextLength);
        if (price is not null && Amount.TryParse(price, Unit.MaxPrecision, out _) == AmountParse.NotADecimal)
        {
            fields.Refuse(name, $"{name} is '{Problem.Shown(price)}'; allowed is a plain decimal such as 0.05.");
        }

        return price;
    }
}

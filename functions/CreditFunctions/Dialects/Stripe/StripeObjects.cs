using System.Text.Json;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>Writes what Stripe's objects have in common, and a customer where it is shown whole.</summary>
internal static class StripeObjects
{
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>Stands before the id of a grant.</summary>
    public const string GrantPrefix = "credgr_";

    /// <summary>Stands before the id of a transaction.</summary>
    public const string TransactionPrefix = "cbtxn_";

    /// <summary>An amount under a name: <c>{"monetary":{"currency":"usd","value":1000},"type":"monetary"}</c>.</summary>
    public static void WriteAmount(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Unit unit, long value)
    {
        json.WriteStartObject(name);
        json.WriteStartObject("monetary"u8);
        json.WriteString("currency"u8, CurrencyOf(unit));
        json.WriteNumber("value"u8, value);
        json.WriteEndObject();
        json.WriteString("type"u8, "monetary"u8);
        json.WriteEndObject();
    }

    /// <summary>A moment in Unix seconds, what is finer cut off; or null.</summary>
    public static void WriteSeconds(this Utf8JsonWriter json, ReadOnlySpan<byte> name, Instant? time)
    {
        if (time is { } instant)
        {
            json.WriteNumber(name, instant.Microseconds / MicrosecondsPerSecond);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>A customer by its id, or whole.</summary>
    public static void WriteCustomer(this Utf8JsonWriter json, Customer customer, bool isWhole)
    {
        var id = DialectCustomers.IdOf(customer, StripeDialect.Dialect);
        if (!isWhole)
        {
            json.WriteString("customer"u8, id);
            return;
        }

        json.WriteStartObject("customer"u8);
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, "customer"u8);
        json.WriteNull("address"u8);
        json.WriteNumber("balance"u8, 0);
        json.WriteSeconds("created"u8, customer.CreatedAt);
        json.WriteNull("currency"u8);
        json.WriteNull("default_source"u8);
        json.WriteBoolean("delinquent"u8, false);
        json.WriteNull("description"u8);
        json.WriteString("email"u8, customer.Email);
        json.WriteBoolean("livemode"u8, true);
        json.WriteMetadata(customer.Metadata);
        json.WriteString("name"u8, customer.Name);
        json.WriteNull("phone"u8);
        json.WriteNull("shipping"u8);
        json.WriteString("tax_exempt"u8, "none"u8);
        json.WriteNull("test_clock"u8);
        json.WriteEndObject();
    }

    /// <summary>Notes, as a map of texts.</summary>
    public static void WriteMetadata(this Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        json.WriteStartObject("metadata"u8);
        if (metadata is not null)
        {
            foreach (var (key, value) in metadata)
            {
                json.WriteString(key, value);
            }
        }

        json.WriteEndObject();
    }

    private static string CurrencyOf(Unit unit) => string.Create(unit.Code.Length, unit.Code, static (text, code) => code.AsSpan().ToLowerInvariant(text));
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace CreditFunctions.Processes;

/// <summary>Where the credit of an account or a grant stands, in whole and decimal units.</summary>
public sealed record Totals(
    decimal Granted, decimal Pending, decimal Available, decimal Reserved, decimal Applied, decimal Expired, decimal Voided, decimal Overage);

/// <summary>What an entry moved of one grant.</summary>
public sealed record Move(string GrantId, string? From, string To, decimal Amount);

/// <summary>One line of the ledger.</summary>
public sealed record Line(
    string EntryId, long Seq, string Type, decimal Amount, decimal AvailableChange, DateTimeOffset PostedAt, string? GrantId, string? ReservationId,
    IReadOnlyList<Move> Moves, string? Memo, Totals Totals);

/// <summary>What a write is answered with.</summary>
public sealed record Posted(IReadOnlyList<Line> Entries);

/// <summary>A page of the ledger: its lines are left as they were sent.</summary>
public sealed record LedgerPage(IReadOnlyList<JsonElement> Entries, string? NextCursor);

/// <summary>A grant of an account's answer.</summary>
public sealed record GrantState(
    string GrantId, decimal Amount, decimal Pending, decimal Available, decimal Reserved, decimal Applied, decimal Expired, decimal Voided);

/// <summary>A reservation of an account's answer.</summary>
public sealed record ReservationState(string ReservationId, decimal Amount);

/// <summary>All accounts of a customer as of an instant, as they were sent.</summary>
public sealed record CreditsState(DateTimeOffset AsOf, IReadOnlyList<JsonElement> Accounts);

/// <summary>An account as it is answered, apart from its totals.</summary>
public sealed record AccountState(DateTimeOffset AsOf, IReadOnlyList<GrantState> Grants, IReadOnlyList<ReservationState> Reservations);

/// <summary>The error of a request.</summary>
public sealed record Error(string Code, string Detail, string? Field);

/// <summary>Reads answers; decimals come as strings.</summary>
public static class Answers
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads an answer.</summary>
    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;

    /// <summary>Reads a part of an answer.</summary>
    public static T Read<T>(JsonElement json) => json.Deserialize<T>(Options)!;
}

using System.Globalization;
using System.Text.Json.Nodes;

namespace CreditFunctions.Processes;

/// <summary>What a client was told of one account, from which it makes its next command: the one place that knows commands.</summary>
public sealed class Known(Random random)
{
    /// <summary>The types of commands that are made.</summary>
    public static readonly IReadOnlyList<string> Types = ["grant", "apply", "reserve", "capture", "release", "void", "expire", "reverse", "amend"];

    /// <summary>The codes with which a command may be refused. What it names is there, so that nothing is ever not found.</summary>
    public static readonly IReadOnlyList<string> Refusals =
    [
        "insufficient_credit", "too_many_active_grants", "too_many_open_reservations", "grant_ended", "grant_used", "grant_reserved", "reservation_ended", "reservation_exceeded",
        "reversal_exceeded",
    ];

    /// <summary>Older ones have mostly ended.</summary>
    private const int Remembered = 8;

    private readonly List<string> grants = [];
    private readonly List<string> reservations = [];
    private readonly List<string> uses = [];

    /// <summary>A random command, by which its entries can be found: they have its memo.</summary>
    public JsonObject Next(string memo)
    {
        var command = random.Next(100) switch
        {
            < 10 when reservations.Count > 0 => Capture(),
            < 15 when reservations.Count > 0 => new() { ["type"] = "release", ["reservation_id"] = Any(reservations) },
            < 20 when uses.Count > 0 => Reverse(),
            < 25 when grants.Count > 0 => new() { ["type"] = "void", ["grant_id"] = Any(grants), ["only_if_unused"] = random.Next(4) == 0 },
            < 29 when grants.Count > 0 => new() { ["type"] = "expire", ["grant_id"] = Any(grants) },
            < 33 when grants.Count > 0 => new() { ["type"] = "amend", ["grant_id"] = Any(grants), ["expires_at"] = Rfc3339.Text(Soon()) },
            < 48 => Reserve(),
            < 65 => new() { ["type"] = "apply", ["amount"] = Cents(400) },
            _ => Grant(),
        };
        command["memo"] = memo;
        return command;
    }

    /// <summary>Remembers what an entry tells.</summary>
    public void Learn(Line line)
    {
        var (ids, id) = line.Type switch
        {
            "grant" => (grants, line.GrantId),
            "reserve" => (reservations, line.ReservationId),
            "apply" or "capture" => (uses, line.EntryId),
            _ => ([], null),
        };
        if (id is not null)
        {
            ids.Add(id);
            ids.RemoveRange(0, Math.Max(0, ids.Count - Remembered));
        }
    }

    /// <summary>Is it the one entry that a command becomes?</summary>
    public static bool IsOf(JsonObject command, Line line) =>
        line.Type == (string)command["type"]! && (command["amount"] is not { } amount || line.Amount == decimal.Parse((string)amount!, CultureInfo.InvariantCulture));

    private JsonObject Grant()
    {
        var grant = new JsonObject { ["type"] = "grant", ["amount"] = Cents(3_000), ["priority"] = random.Next(3) };
        var effective = TimeProvider.System.GetUtcNow();
        if (random.Next(100) < 25)
        {
            effective = Soon();
            grant["effective_at"] = Rfc3339.Text(effective);
        }

        if (random.Next(100) < 50)
        {
            grant["expires_at"] = Rfc3339.Text(effective + (Soon() - TimeProvider.System.GetUtcNow()));
        }

        return grant;
    }

    private JsonObject Reserve()
    {
        var reserve = new JsonObject { ["type"] = "reserve", ["amount"] = Cents(300) };
        if (random.Next(100) < 50)
        {
            reserve["expires_at"] = Rfc3339.Text(Soon());
        }

        return reserve;
    }

    private JsonObject Capture()
    {
        var capture = new JsonObject { ["type"] = "capture", ["reservation_id"] = Any(reservations), ["release_rest"] = random.Next(2) == 0 };
        if (random.Next(2) == 0)
        {
            capture["amount"] = Cents(150);
        }

        return capture;
    }

    private JsonObject Reverse()
    {
        var reverse = new JsonObject { ["type"] = "reverse", ["entry_id"] = Any(uses) };
        if (random.Next(2) == 0)
        {
            reverse["amount"] = Cents(100);
        }

        return reverse;
    }

    private string Any(List<string> ids) => ids[random.Next(ids.Count)];

    private string Cents(int most) => (random.Next(1, most) / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>Late enough for a request to be through, early enough to come due while others write.</summary>
    private DateTimeOffset Soon() => TimeProvider.System.GetUtcNow() + TimeSpan.FromMilliseconds(random.Next(1_000, 6_000));
}

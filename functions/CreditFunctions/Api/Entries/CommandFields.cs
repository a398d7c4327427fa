using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CreditFunctions.Http;
using CreditFunctions.Ledger;

namespace CreditFunctions.Api.Entries;

/// <summary>Turns the fields of one command into what the ledger knows, and keeps what is wrong with them.</summary>
/// <param name="path">Where the command stands in the body.</param>
/// <param name="account">The account it is for: amounts are read in its unit, and ids must be its own.</param>
internal sealed class CommandFields(string path, AccountPath account)
{
    private const string Never = "never";

    /// <summary>What is wrong so far.</summary>
    public List<FieldProblem> Problems { get; } = [];

    /// <summary>Reads a command; null: <see cref="Problems"/> says why not.</summary>
    public Command? Read(JsonElement element)
    {
        var json = ApiJson.Readable;
        Command? command = element.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? type.GetString() switch
            {
                "grant" => Bind(element, json.GrantBody, Grant),
                "apply" => Bind(element, json.ApplyBody, body => new ApplyCommand(Amount(body.Amount)) { PaysFor = body.PaysFor?.ToPaysFor() }),
                "reserve" => Bind(element, json.ReserveBody, body => new ReserveCommand(Amount(body.Amount))
                {
                    ExpiresAt = Time("expires_at", body.ExpiresAt),
                    PaysFor = body.PaysFor?.ToPaysFor(),
                }),
                "capture" => Bind(element, json.CaptureBody, body => new CaptureCommand(Located("reservation_id", body.ReservationId, LocatedId.ReservationPrefix))
                {
                    Amount = OptionalAmount(body.Amount),
                    ReleaseRest = body.ReleaseRest ?? false,
                }),
                "release" => Bind(element, json.ReleaseBody, body => new ReleaseCommand(Located("reservation_id", body.ReservationId, LocatedId.ReservationPrefix))),
                "void" => Bind(element, json.VoidBody, body => new VoidCommand(Located("grant_id", body.GrantId, LocatedId.GrantPrefix))
                {
                    OnlyIfUnused = body.OnlyIfUnused ?? false,
                }),
                "expire" => Bind(element, json.ExpireBody, body => new ExpireCommand(Located("grant_id", body.GrantId, LocatedId.GrantPrefix))),
                "reverse" => Bind(element, json.ReverseBody, body => new ReverseCommand(Located("entry_id", body.EntryId, LocatedId.EntryPrefix))
                {
                    Amount = OptionalAmount(body.Amount),
                }),
                "amend" => Bind(element, json.AmendBody, body => new AmendCommand(Located("grant_id", body.GrantId, LocatedId.GrantPrefix))
                {
                    ExpiresAt = body.ExpiresAt == Never ? null : Time("expires_at", body.ExpiresAt),
                    NeverExpires = body.ExpiresAt == Never,
                    Name = body.Name,
                }),
                "settle_overage" => Bind(element, json.SettleOverageBody, body => new SettleOverageCommand(Named<OverageSettlement>("settlement", body.Settlement))
                {
                    Amount = OptionalAmount(body.Amount),
                }),
                var other => Refuse("type", $"type is '{Problem.Shown(other!)}'; allowed are {CommandParsing.Types}."),
            }
            : Refuse("type", $"type is missing; allowed are {CommandParsing.Types}.");
        if (command is not null && Problems.Count == 0 && CommandRules.Broken(command) is { } broken)
        {
            Refuse(broken.Field!, broken.Detail);
        }

        return Problems.Count == 0 ? command : null;
    }

    private GrantCommand Grant(GrantBody body) => new(Amount(body.Amount))
    {
        Priority = body.Priority ?? GrantTerms.DefaultPriority,
        Category = body.Category is { } category ? Named<GrantCategory>("category", category) : GrantCategory.Paid,
        EffectiveAt = Time("effective_at", body.EffectiveAt),
        ExpiresAt = body.ExpiresAt == Never ? null : Time("expires_at", body.ExpiresAt),
        NeverExpires = body.ExpiresAt == Never,
        Name = body.Name,
        ExternalNumber = body.ExternalNumber,
        AppliesTo = body.AppliesTo?.ToAppliesTo(),
    };

    private Command? Bind<T>(JsonElement element, JsonTypeInfo<T> type, Func<T, Command> read)
        where T : CommandBody
    {
        var (body, problems) = JsonBody.Bind(element, type, path);
        Problems.AddRange(problems);
        return body is null ? null : read(body) with { Memo = body.Memo, Metadata = body.Metadata, References = body.References?.ToReferences() };
    }

    /// <summary>Keeps a problem; returns no command.</summary>
    private Command? Refuse(string field, string detail)
    {
        Problems.Add(new(path.Length == 0 ? field : $"{path}.{field}", detail));
        return null;
    }

    private long? OptionalAmount(string? text) => text is null ? null : Amount(text);

    private long Amount(string text)
    {
        var unit = account.Unit;
        var parsed = Ledger.Amount.TryParse(text, unit.Precision, out var minor);
        var problem = parsed switch
        {
            AmountParse.NotADecimal => "allowed is a plain decimal above 0 such as 12.50, without sign, exponent or spaces",
            AmountParse.TooPrecise => string.Create(CultureInfo.InvariantCulture, $"{unit.Code} has {unit.Precision} decimals"),
            AmountParse.TooLarge => $"at most {Ledger.Amount.Format(long.MaxValue, unit.Precision)} {unit.Code} is allowed",
            _ => minor == 0 ? "it must be above 0" : null,
        };
        if (problem is not null)
        {
            Refuse("amount", $"amount is '{Problem.Shown(text)}'; {problem}.");
        }

        return minor;
    }

    /// <summary>The seq in an id; 0, which nothing has, for an id of another account.</summary>
    private long Located(string field, string text, string prefix)
    {
        if (!LocatedId.TryParse(text, prefix, out var id))
        {
            Refuse(field, $"{field} is '{Problem.Shown(text)}'; allowed is an id such as {new LocatedId(0, 0, 1).ToString(prefix)}.");
            return 0;
        }

        return id.Account == account.Key.Hash && id.Shard == Shard.Of(account.Key.Customer, account.Business.Shards) ? id.Seq : 0;
    }

    private T Named<T>(string field, string text)
        where T : struct, Enum
    {
        if (!SnakeCase.TryParse<T>(text, out var value))
        {
            Refuse(field, $"{field} is '{Problem.Shown(text)}'; allowed are {SnakeCase.Allowed<T>()}.");
        }

        return value;
    }

    private Instant? Time(string field, string? text)
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

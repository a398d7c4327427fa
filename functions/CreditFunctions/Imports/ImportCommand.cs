using CreditFunctions.Api;
using CreditFunctions.Api.Entries;
using CreditFunctions.Authentication;
using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Imports;

namespace CreditFunctions.Imports;

/// <summary>The command of a line, ready to be submitted.</summary>
internal sealed class ImportCommand(ImportLine line, CommitScope scope, CommandSet commands, IdempotencyKey key)
{
    // An instance's clock may be behind the one that dated the import.
    private static readonly TimeSpan ClockMargin = TimeSpan.FromHours(1);

    /// <summary>The line.</summary>
    public ImportLine Line { get; } = line;

    /// <summary>Where and under which rules it is done.</summary>
    public CommitScope Scope { get; } = scope;

    /// <summary>The one command.</summary>
    public CommandSet Commands { get; } = commands;

    /// <summary>What makes it be done once.</summary>
    public IdempotencyKey Key { get; set; } = key;

    /// <summary>Has the line a key of its own?</summary>
    public bool HasOwnKey => Key.NotBefore is null;

    /// <summary>The key of a line: its own, or one made of the import and the line's number; the problem, or null and the key.</summary>
    public static Problem? KeyOf(ImportChunk chunk, ImportLine line, out IdempotencyKey key)
    {
        var run = chunk.Run;
        var problem = LineFields.Text(line.Json.RootElement, LineFields.Key, out var own);
        key = new(
            IdempotencyHeader.Hash(own ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"import:{run.Id}:{line.Source.Number}")),
            IdempotencyHeader.Hash(line.Json.RootElement.GetRawText()))
        {
            NotBefore = own is null ? run.CreatedAt.Plus(-ClockMargin) : null,
            IsNew = own is null && !chunk.WasBegun,
        };
        problem ??= own is not null && !IdempotencyHeader.IsValid(own) ? new(LineFields.Key, $"{LineFields.Key} must be {IdempotencyHeader.Rule}.") : null;
        return problem is null ? null : Problem.Invalid(problem);
    }

    /// <summary>The account a line is on; the problem, or null and the account.</summary>
    public static async ValueTask<(AccountPath? Account, Problem? Problem)> AccountAsync(ImportChunk chunk, ImportLine line, CachedDirectory directory, CancellationToken cancellationToken)
    {
        var json = line.Json.RootElement;
        var problem = LineFields.Text(json, LineFields.Entitlement, out var entitlement);
        var badUnit = LineFields.Text(json, LineFields.Unit, out var unit) ?? (unit is null ? new(LineFields.Unit, "unit is missing; a JSON string is needed.") : null);
        entitlement ??= Entitlement.DefaultId;
        problem ??= badUnit ?? (Id.IsValid(entitlement) ? null : new(LineFields.Entitlement, $"{LineFields.Entitlement} must be {Id.Rule}."));
        return problem is null
            ? await AccountPath.OfAsync(chunk.Business, line.Customer, entitlement, unit!, directory, cancellationToken)
            : (null, Problem.Invalid(problem));
    }

    /// <summary>Reads the command of a line; the problem, or null and the command.</summary>
    /// <param name="line">The line.</param>
    /// <param name="account">Its account.</param>
    /// <param name="key">Its key.</param>
    /// <param name="ids">The ids to put in place of references.</param>
    /// <param name="now">The present.</param>
    public static (ImportCommand? Command, Problem? Problem) Read(
        ImportLine line, AccountPath account, IdempotencyKey key, IReadOnlyDictionary<string, string> ids, Instant now)
    {
        var json = line.Json.RootElement;
        if (CommandParsing.IsList(json))
        {
            return (null, Problem.Invalid(new FieldProblem("commands", "Unknown field 'commands'; a line has one command.")));
        }

        using var rest = LineFields.Copy(json, [.. LineFields.OfTheLine.Where(field => field != LineFields.Type)], ids);
        var (commands, problems) = CommandParsing.Parse(rest.RootElement, account);
        if (CreatedAt(json, now, out var createdAt) is { } wrong)
        {
            problems = [.. problems, wrong];
        }

        return problems.Count > 0
            ? (null, Problem.Invalid(problems))
            : (new(line, new(account.Key, account.Unit, account.Entitlement.PolicyIn(account.Unit), account.Business.Shards), new([commands[0] with { CreatedAt = createdAt }]), key), null);
    }

    private static FieldProblem? CreatedAt(System.Text.Json.JsonElement json, Instant now, out Instant? createdAt)
    {
        createdAt = null;
        if (LineFields.Text(json, LineFields.CreatedAt, out var text) is { } wrong)
        {
            return wrong;
        }

        if (text is null)
        {
            return null;
        }

        if (!Instant.TryParse(text, out var read))
        {
            return new(LineFields.CreatedAt, $"created_at is '{Problem.Shown(text)}'; allowed is an RFC 3339 date-time such as 2026-03-01T00:00:00Z, from 1970 on and with at most 6 decimals of a second.");
        }

        createdAt = read;
        return read <= now ? null : new(LineFields.CreatedAt, $"created_at is {read}, which is in the future; it is {now} now.");
    }
}

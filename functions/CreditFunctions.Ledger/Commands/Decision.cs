using System.Collections.Immutable;

namespace CreditFunctions.Ledger;

/// <summary>What a command comes to: an entry, or a refusal.</summary>
/// <param name="Draft">The entry, if it is done.</param>
/// <param name="Refusal">Why not, if it is not.</param>
public readonly record struct Decision(EntryDraft? Draft, Refusal? Refusal)
{
    /// <summary>Decides a command on an account that is settled to <paramref name="now"/>. Pure: the same arguments give the same decision.</summary>
    public static Decision Decide(Account account, Command command, Policy policy, Instant now) =>
        CommandRules.Broken(command) is { } broken ? new(null, broken)
        : command switch
        {
            GrantCommand grant => Grant(account, grant, policy, now),
            ApplyCommand apply => Apply(account, apply, policy, now),
            _ => throw new ArgumentException($"No rule decides a {command.GetType().Name}.", nameof(command)),
        };

    private static Decision Grant(Account account, GrantCommand command, Policy policy, Instant now)
    {
        if (command.ExpiresAt <= now)
        {
            return Refuse(RefusalCodes.InvalidField, $"expires_at is {command.ExpiresAt}; it must be after now, {now}.", "expires_at");
        }

        if (account.Grants.Length >= Limits.ActiveGrants)
        {
            return Refuse(RefusalCodes.TooManyActiveGrants, $"The account has {account.Grants.Length} active grants; at most {Limits.ActiveGrants} are allowed.");
        }

        if (command.Amount > long.MaxValue - account.Totals.Granted)
        {
            return Refuse(RefusalCodes.TotalTooLarge, "All that was ever granted on the account would pass 2^63-1 minor units.", "amount");
        }

        var terms = new GrantTerms(
            command.Priority, command.Category, command.EffectiveAt ?? now, command.ExpiresAt, command.Name, command.ExternalNumber);
        var entered = new Move(account.Seq + 1, null, terms.EffectiveAt > now ? Bucket.Pending : Bucket.Available, command.Amount);
        return Accept(EntryType.Grant, command, [entered], policy, now, terms);
    }

    private static Decision Apply(Account account, ApplyCommand command, Policy policy, Instant now)
    {
        if (command.Amount > account.Totals.Available)
        {
            var unit = account.Unit;
            return Refuse(
                RefusalCodes.InsufficientCredit,
                $"{Amount.Format(command.Amount, unit.Precision)} {unit.Code} was to be applied; {Amount.Format(account.Totals.Available, unit.Precision)} is available.",
                "amount");
        }

        return Accept(EntryType.Apply, command, Draw.Available(account.Grants, command.Amount, Bucket.Applied, policy.DrawOrder), policy, now);
    }

    private static Decision Accept(EntryType type, Command command, ImmutableArray<Move> moves, Policy policy, Instant now, GrantTerms? terms = null) =>
        new(new EntryDraft(type, command.Amount, now, now, moves, policy) { Terms = terms, Memo = command.Memo, Metadata = command.Metadata }, null);

    private static Decision Refuse(string code, string detail, string? field = null) => new(null, new(code, detail, field));
}

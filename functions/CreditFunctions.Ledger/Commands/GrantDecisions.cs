namespace CreditFunctions.Ledger;

/// <summary>Decides what makes, changes and ends grants.</summary>
internal static class GrantDecisions
{
    public static Decision Grant(GrantCommand command, Situation now)
    {
        var (account, policy) = (now.Account, now.Policy);
        var effectiveAt = command.EffectiveAt ?? now.At;
        var expiresAt = command.ExpiresAt ?? (command.NeverExpires ? null : DefaultExpiry(effectiveAt, policy));
        if (BrokenExpiry(expiresAt, effectiveAt, now) is { } broken)
        {
            return broken;
        }

        if (command.Amount > long.MaxValue - account.Totals.Granted)
        {
            return Decision.Refuse(RefusalCodes.TotalTooLarge, "All that was ever granted on the account would pass 2^63-1 minor units.", "amount");
        }

        var terms = new GrantTerms(command.Priority, command.Category, effectiveAt, expiresAt, command.Name, command.ExternalNumber)
        {
            AppliesTo = command.AppliesTo,
            // What overage was for is not known to a grant that may pay for some things only.
            RepaysOverage = policy.Overage?.OnGrant == OverageOnGrant.Repay && command.AppliesTo is null,
        };
        var entered = new Move(account.Seq + 1, null, effectiveAt > now.At ? Bucket.Pending : Bucket.Available, command.Amount);
        return now.Accept(EntryType.Grant, command.Amount, command, [entered], draft => draft with { Terms = terms });
    }

    public static Decision Amend(AmendCommand command, Situation now)
    {
        if (Find(command.Grant, now) is not { } grant)
        {
            return Missing();
        }

        var changesExpiry = command.NeverExpires || command.ExpiresAt is not null;
        if (changesExpiry && !grant.IsActive)
        {
            return Ended("its expiry can no longer change");
        }

        var expiresAt = changesExpiry ? command.ExpiresAt : grant.Terms.ExpiresAt;
        if (changesExpiry && BrokenExpiry(expiresAt, grant.Terms.EffectiveAt, now) is { } broken)
        {
            return broken;
        }

        var metadata = command.MetadataChanges is { } changes ? Changed(grant.Metadata, changes) : command.Metadata ?? grant.Metadata;
        if (command.MetadataChanges is not null && CommandRules.BrokenMetadata(metadata) is { } refusal)
        {
            return new(null, refusal);
        }

        var terms = grant.Terms with
        {
            ExpiresAt = expiresAt,
            Name = command.Name switch { null => grant.Terms.Name, "" => null, var name => name },
        };
        return now.Accept(EntryType.Amend, 0, command, [], draft => draft with { Amended = new(grant.Id, terms, metadata) });
    }

    public static Decision Void(VoidCommand command, Situation now)
    {
        if (Find(command.Grant, now) is not { } grant)
        {
            return Missing();
        }

        if (!grant.IsActive)
        {
            return Ended("there is nothing to void");
        }

        var totals = grant.Totals;
        if (command.OnlyIfUnused && totals.Reserved + totals.Applied > 0)
        {
            return Decision.Refuse(
                RefusalCodes.GrantUsed, $"Of the grant {now.Text(totals.Applied)} is applied and {now.Text(totals.Reserved)} reserved; it was to be voided only if unused.", "only_if_unused");
        }

        var open = totals.Pending + totals.Available;
        return open > 0
            ? now.Accept(EntryType.Void, open, command, [new(grant.Id, totals.Pending > 0 ? Bucket.Pending : Bucket.Available, Bucket.Voided, open)])
            : Reserved(grant, now);
    }

    public static Decision Expire(ExpireCommand command, Situation now)
    {
        if (Find(command.Grant, now) is not { } grant)
        {
            return Missing();
        }

        if (!grant.IsActive)
        {
            return Ended("there is nothing to expire");
        }

        var totals = grant.Totals;
        var open = totals.Pending + totals.Available;
        // What is freed of it later must find it expired.
        var amendment = new Amendment(grant.Id, grant.Terms with { ExpiresAt = now.At }, grant.Metadata);
        return open > 0
            ? now.Accept(
                EntryType.Expire, open, command, [new(grant.Id, totals.Pending > 0 ? Bucket.Pending : Bucket.Available, Bucket.Expired, open)],
                draft => draft with { Amended = amendment })
            : Reserved(grant, now);
    }

    private static Grant? Find(long id, Situation now) => now.Account.Grant(id) ?? now.EndedGrant(id);

    private static Dictionary<string, string>? Changed(IReadOnlyDictionary<string, string>? metadata, IReadOnlyDictionary<string, string?> changes)
    {
        var changed = new Dictionary<string, string>(metadata ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var (key, value) in changes)
        {
            if (value is null)
            {
                changed.Remove(key);
            }
            else
            {
                changed[key] = value;
            }
        }

        return changed.Count > 0 ? changed : null;
    }

    private static Instant? DefaultExpiry(Instant effectiveAt, Policy policy)
    {
        if (policy.ExpiresAfterDays is not { } days)
        {
            return null;
        }

        var span = TimeSpan.FromDays(days);
        return Instant.Max.Since(effectiveAt) > span ? effectiveAt.Plus(span) : Instant.Max;
    }

    private static Decision? BrokenExpiry(Instant? expiresAt, Instant effectiveAt, Situation now) =>
        expiresAt <= now.At ? Decision.Refuse(RefusalCodes.InvalidField, $"expires_at is {expiresAt}; it must be after {now.At}, as of which the command is judged.", "expires_at")
        : expiresAt <= effectiveAt ? Decision.Refuse(RefusalCodes.InvalidField, $"expires_at is {expiresAt}; it must be after effective_at, {effectiveAt}.", "expires_at")
        : null;

    private static Decision Missing() => Decision.Refuse(RefusalCodes.GrantNotFound, "The account has no such grant.", "grant_id");

    private static Decision Ended(string so) => Decision.Refuse(RefusalCodes.GrantEnded, $"Nothing of the grant is left: {so}.", "grant_id");

    private static Decision Reserved(Grant grant, Situation now) =>
        Decision.Refuse(RefusalCodes.GrantReserved, $"All that is left of the grant, {now.Text(grant.Totals.Reserved)}, is reserved; release it first.", "grant_id");
}

namespace CreditFunctions.Ledger;

/// <summary>What a command comes to: an entry, or a refusal.</summary>
/// <param name="Draft">The entry, if it is done.</param>
/// <param name="Refusal">Why not, if it is not.</param>
public readonly record struct Decision(EntryDraft? Draft, Refusal? Refusal)
{
    /// <summary>Decides a command. Pure: the same arguments give the same decision.</summary>
    public static Decision Decide(Command command, Situation situation) =>
        CommandRules.Broken(command) is { } broken ? new(null, broken)
        : command.CreatedAt > situation.PostedAt
            ? Refuse(RefusalCodes.InvalidField, $"created_at is {command.CreatedAt}, which is in the future; it is {situation.PostedAt} now.", "created_at")
        : command switch
        {
            GrantCommand grant => GrantDecisions.Grant(grant, situation),
            AmendCommand amend => GrantDecisions.Amend(amend, situation),
            VoidCommand ended => GrantDecisions.Void(ended, situation),
            ExpireCommand expire => GrantDecisions.Expire(expire, situation),
            ApplyCommand apply => UseDecisions.Apply(apply, situation),
            ReverseCommand reverse => UseDecisions.Reverse(reverse, situation),
            SettleOverageCommand settle => UseDecisions.SettleOverage(settle, situation),
            ReserveCommand reserve => ReservationDecisions.Reserve(reserve, situation),
            CaptureCommand capture => ReservationDecisions.Capture(capture, situation),
            ReleaseCommand release => ReservationDecisions.Release(release, situation),
            _ => throw new ArgumentException($"No rule decides a {command.GetType().Name}.", nameof(command)),
        };

    /// <summary>It is not done.</summary>
    internal static Decision Refuse(string code, string detail, string? field = null) => new(null, new(code, detail, field));
}

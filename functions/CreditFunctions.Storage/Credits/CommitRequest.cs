using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Credits;

/// <summary>Where and under which rules commands are done.</summary>
/// <param name="Key">The account.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Policy">The entitlement's rules.</param>
/// <param name="Shards">How many shards the business was created with.</param>
public sealed record CommitScope(AccountKey Key, Unit Unit, Policy Policy, int Shards);

/// <summary>A caller's idempotency key, in the scope of the customer.</summary>
/// <param name="KeyHash">SHA-256 of the key, in hexadecimal.</param>
/// <param name="RequestHash">SHA-256 of the whole request, in hexadecimal: the same key may come only with the same request.</param>
public sealed record IdempotencyKey(string KeyHash, string RequestHash)
{
    /// <summary>Before then nobody can have used it, so it is not looked for; null: nobody knows.</summary>
    public Instant? NotBefore { get; init; }

    /// <summary>
    /// Does nobody else use it, and is it used for the first time now? Then it is looked for only if the first try does not succeed; a repeat would still be caught, since
    /// its row can be inserted only once.
    /// </summary>
    public bool IsNew { get; init; }

    /// <summary>
    /// From then on nothing is begun under it, and what was not done by then is contended: another may take the key over. A write that was begun before lands at most 5 s
    /// later. Null: nobody can.
    /// </summary>
    public Instant? Until { get; init; }
}

/// <summary>How a request ended.</summary>
public enum CommitStatus
{
    /// <summary>Done now.</summary>
    Committed,

    /// <summary>Done before, under the same key: these are the entries of then.</summary>
    Replayed,

    /// <summary>Not done: <see cref="CommitAnswer.Refusal"/> says why.</summary>
    Refused,

    /// <summary>Not done: the key was used with another request.</summary>
    KeyReused,

    /// <summary>Not done: there is no such customer.</summary>
    CustomerMissing,

    /// <summary>Not done: others kept winning the account for as long as is waited.</summary>
    Contended,

    /// <summary>It may have been done: storage did not say, and could not be asked in time. With an idempotency key it is safe to send again.</summary>
    Unknown,
}

/// <summary>How a request ended.</summary>
public sealed record CommitAnswer(CommitStatus Status, IReadOnlyList<Entry> Entries, Refusal? Refusal = null);

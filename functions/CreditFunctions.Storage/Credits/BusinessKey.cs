using System.Security.Cryptography;
using System.Text;
using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Credits;

/// <summary>A key that may come with one request only in the whole business, whichever customer that is about.</summary>
/// <param name="Scope">Which kind of key: a name without a colon. Keys of two scopes never meet.</param>
/// <param name="Key">The key as the caller sent it.</param>
public sealed record BusinessKey(string Scope, string Key)
{
    /// <summary>Is it forgotten after the months that a customer's own keys are remembered? Else it is taken for ever, as a document's number is.</summary>
    public bool IsForgotten { get; init; }

    // No key that a caller sends for a customer alone can hold a line's end, so the two kinds never meet.
    /// <summary>SHA-256 of both, in hexadecimal: where its claim lies, and under which key its customer's record says what it was used for.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Scope}\n{Key}")));
}

/// <summary>Whether a request may go on with a key.</summary>
public enum ClaimStatus
{
    /// <summary>It may: the key is its own.</summary>
    Claimed,

    /// <summary>It may not: another request was done under the key.</summary>
    Reused,

    /// <summary>Not now: another request has the key, and may yet be done.</summary>
    InUse,
}

/// <summary>Whether a request may go on with a key.</summary>
/// <param name="Status">Whether it may.</param>
/// <param name="Account">The account that the key's request is for; of <see cref="ClaimStatus.Claimed"/> where this one is to be submitted.</param>
/// <param name="Key">Under which key the request is to be submitted, at once; null: it is not.</param>
public sealed record ClaimOutcome(ClaimStatus Status, AccountKey Account, IdempotencyKey? Key = null)
{
    /// <summary>The claim's version where nobody else can be going on with it; null: it cannot be released.</summary>
    internal string? ETag { get; init; }

    /// <summary>Is it certain that nobody else is going on with it? Else the same request came before and may yet be done.</summary>
    public bool IsAlone => ETag is not null;
}

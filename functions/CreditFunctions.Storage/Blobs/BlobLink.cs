using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Blobs;

/// <summary>An address at which one blob can be read, or one blob written, without a key. Whoever has it can: it goes to its caller alone and into no log.</summary>
/// <param name="Url">The address.</param>
/// <param name="ExpiresAt">When it stops to work: whole seconds.</param>
public sealed record BlobLink(Uri Url, Instant ExpiresAt)
{
    /// <summary>The longest a link may last: a day.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Nothing of the address.</summary>
    public override string ToString() => $"a link until {ExpiresAt}";
}

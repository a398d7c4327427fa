namespace CreditFunctions.Storage.Blobs;

/// <summary>How long a lease may last.</summary>
public static class BlobLeaseLimits
{
    /// <summary>15 seconds.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(15);

    /// <summary>60 seconds.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary><paramref name="duration"/>, if it is allowed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Shorter than <see cref="Shortest"/> or longer than <see cref="Longest"/>.</exception>
    public static TimeSpan Check(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, Shortest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(duration, Longest);
        return duration;
    }
}

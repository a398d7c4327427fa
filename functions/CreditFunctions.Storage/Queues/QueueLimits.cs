using System.Text;

namespace CreditFunctions.Storage.Queues;

/// <summary>What the service allows.</summary>
internal static class QueueLimits
{
    /// <summary>Of what is received.</summary>
    public static readonly TimeSpan ShortestHidden = TimeSpan.FromSeconds(1);

    /// <summary>How long a message that nobody receives stays, from when it can be.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private const int MostAtOnce = 32;

    private static readonly TimeSpan LongestHidden = TimeSpan.FromDays(7);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>A message's text in UTF-8.</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="QueueMessage.MaxBytes"/>, or no Unicode.</exception>
    public static byte[] Check(string text)
    {
        var bytes = Utf8.GetBytes(text);
        return bytes.Length <= QueueMessage.MaxBytes
            ? bytes
            : throw new ArgumentException($"A message has {bytes.Length} bytes of UTF-8; at most {QueueMessage.MaxBytes} are sent.", nameof(text));
    }

    /// <summary>How long a message is hidden, in whole seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Shorter than <paramref name="shortest"/> or longer than 7 days.</exception>
    public static TimeSpan CheckHidden(TimeSpan hiddenFor, TimeSpan shortest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(hiddenFor, shortest);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hiddenFor, LongestHidden);
        return TimeSpan.FromSeconds((long)hiddenFor.TotalSeconds);
    }

    /// <summary>How many messages are received at once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than 32.</exception>
    public static int CheckMost(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MostAtOnce);
        return most;
    }

    /// <summary>The text of a message's bytes; null if they are no UTF-8.</summary>
    public static string? TryRead(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}

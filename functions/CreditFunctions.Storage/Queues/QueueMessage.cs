namespace CreditFunctions.Storage.Queues;

/// <summary>A message that was received.</summary>
/// <param name="Id">The service's name for it.</param>
/// <param name="PopReceipt">Shows that it is still this receiver's.</param>
/// <param name="Text">What was sent.</param>
/// <param name="DequeueCount">How often it was received, this time included.</param>
public sealed record QueueMessage(string Id, string PopReceipt, string Text, int DequeueCount)
{
    /// <summary>The most bytes of a text in UTF-8: what the service's 64 KB hold of base64.</summary>
    public const int MaxBytes = 48 * 1024;
}

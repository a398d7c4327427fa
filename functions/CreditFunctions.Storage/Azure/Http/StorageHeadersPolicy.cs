using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace CreditFunctions.Storage.Azure.Http;

/// <summary>Headers every try carries: the service's version and the date, which signatures cover.</summary>
internal sealed class StorageHeadersPolicy(TimeProvider clock) : HttpPipelineSynchronousPolicy
{
    /// <summary>The version of the service's REST interface that this code is written against.</summary>
    public const string Version = "2024-08-04";

    // The header counts seconds, in which many requests are made.
    private Stamp date = new(-1, "");

    /// <inheritdoc/>
    public override void OnSendingRequest(HttpMessage message)
    {
        message.Request.Headers.SetValue("x-ms-version", Version);
        message.Request.Headers.SetValue("x-ms-date", Date());
    }

    private string Date()
    {
        var now = clock.GetUtcNow();
        var second = now.ToUnixTimeSeconds();
        var stamp = date;
        if (stamp.Second != second)
        {
            date = stamp = new(second, now.ToString("R", CultureInfo.InvariantCulture));
        }

        return stamp.Text;
    }

    private sealed record Stamp(long Second, string Text);
}

using System.Text;
using Azure.Core;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Azure.Http;
using CreditFunctions.Storage.Blobs;

namespace CreditFunctions.Storage.Azure.Blobs;

/// <summary>
/// Makes links to blobs: shared access signatures, signed with the account's key, or, where an identity opens the account, with a key that the service delegates to it. That one is kept until a
/// link would outlast it.
/// </summary>
/// <param name="service">The Blob service.</param>
/// <param name="endpoint">Its address.</param>
/// <param name="key">The account's key; null: there is none but an identity.</param>
/// <param name="clock">What they are dated by.</param>
internal sealed class BlobLinks(AzureService service, Uri endpoint, SharedKey? key, TimeProvider clock)
{
    private const string What = "Asking for a user delegation key";

    // Clocks differ: a link is to be good at once, wherever it is looked at.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    // The service allows a week. A key that was revoked is used on until then, so it is no longer than is needed to be asked for now and then.
    private static readonly TimeSpan KeyLifetime = BlobLink.Longest * 2;
    private static readonly TimeSpan KeyTimeout = TimeSpan.FromSeconds(10);

    // A role that was just given is seen soon; until then nothing waits for an answer that is known.
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMinutes(5);

    private readonly string account = key?.Account ?? AccountOf(endpoint);

    // Two that ask at once may both get one, and either is good.
    private DelegationKey? delegated;
    private long refusedUntilTicks;

    /// <inheritdoc cref="IBlobContainer.LinkToReadAsync"/>
    public Task<BlobLink?> ToReadAsync(string container, string name, string fileName, BlobHeaders headers, TimeSpan lifetime, CancellationToken cancellationToken) => MakeAsync(
        Sas(container, name, "r", lifetime) with
        {
            ContentDisposition = $"attachment; filename=\"{fileName}\"",
            ContentType = headers.ContentType,
            ContentEncoding = headers.ContentEncoding ?? "",
        },
        cancellationToken);

    /// <inheritdoc cref="IBlobContainer.LinkToWriteAsync"/>
    public Task<BlobLink?> ToWriteAsync(string container, string name, TimeSpan lifetime, CancellationToken cancellationToken) =>
        MakeAsync(Sas(container, name, "cw", lifetime), cancellationToken);

    private BlobSas Sas(string container, string name, string permissions, TimeSpan lifetime)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, BlobLink.Longest);
        var now = clock.GetUtcNow();
        // Only an emulator has no https.
        return new(account, container, name, permissions, now - Skew, now + lifetime) { Protocols = endpoint.Scheme == Uri.UriSchemeHttps ? endpoint.Scheme : "" };
    }

    /// <summary>The link; null: the identity may not make any.</summary>
    private async Task<BlobLink?> MakeAsync(BlobSas sas, CancellationToken cancellationToken)
    {
        if (key is null)
        {
            if (await KeyUntilAsync(sas.Expiry, cancellationToken) is not { } ofIdentity)
            {
                return null;
            }

            sas = sas with { Key = ofIdentity };
        }

        var signature = (key ?? new(account, sas.Key!.Value)).Sign(sas.StringToSign);
        return new(
            new($"{service.Address(BlobAddress.Blob(sas.Container, sas.Name))}?{sas.Query(signature)}"),
            Instant.From(DateTimeOffset.FromUnixTimeSeconds(sas.Expiry.ToUnixTimeSeconds())));
    }

    /// <summary>A key of the identity that lasts as long as the link; null: it is not given one, as where its role is not on the account but on containers.</summary>
    private async Task<DelegationKey?> KeyUntilAsync(DateTimeOffset expiry, CancellationToken cancellationToken)
    {
        if (delegated is { } known && known.ExpiresAt >= expiry)
        {
            return known;
        }

        var now = clock.GetUtcNow();
        if (now.UtcTicks < Volatile.Read(ref refusedUntilTicks))
        {
            return null;
        }

        var body = $"<?xml version=\"1.0\" encoding=\"utf-8\"?><KeyInfo><Start>{BlobSas.Time(now - Skew)}</Start><Expiry>{BlobSas.Time(now + KeyLifetime)}</Expiry></KeyInfo>";
        using var message = service.Write(RequestMethod.Post, "/?restype=service&comp=userdelegationkey", Encoding.UTF8.GetBytes(body));
        message.Request.Headers.SetValue("Content-Type", "application/xml");
        var response = await service.WriteAsync(message, What, KeyTimeout, cancellationToken);
        if (response.Status == 403)
        {
            Volatile.Write(ref refusedUntilTicks, (now + AskAgainAfter).UtcTicks);
            return null;
        }

        using var content = response.ContentStream;
        return delegated = response.Status == 200 ? DelegationKey.Read(content!) : throw StorageError.From(response).OnRead(What);
    }

    /// <summary>The account's name: the first part of the host's name, or of the path where an emulator has it there.</summary>
    private static string AccountOf(Uri endpoint) =>
        endpoint.AbsolutePath.Trim('/') is { Length: > 0 } path ? path : endpoint.Host.Split('.')[0];
}

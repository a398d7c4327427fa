using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using CreditFunctions.Storage.Queues;

namespace CreditFunctions.Storage.Azure.Queues;

/// <summary>Messages as the service's XML has them.</summary>
internal static class ReceivedMessages
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <summary>Reads an answer, of at most 32 messages.</summary>
    public static IReadOnlyList<QueueMessage> Read(Stream body)
    {
        using var reader = XmlReader.Create(body, Settings);
        return [.. XDocument.Load(reader).Root!.Elements("QueueMessage").Select(static message => new QueueMessage(
            message.Element("MessageId")!.Value,
            message.Element("PopReceipt")!.Value,
            Text(message.Element("MessageText")?.Value ?? ""),
            int.Parse(message.Element("DequeueCount")!.Value, CultureInfo.InvariantCulture)))];
    }

    /// <summary>What was sent; where it is no base64 of UTF-8, another program sent it, and its receiver is to see what.</summary>
    private static string Text(string wire)
    {
        var bytes = new byte[wire.Length];
        return Convert.TryFromBase64String(wire, bytes, out var length) ? QueueLimits.TryRead(bytes.AsSpan(0, length)) ?? wire : wire;
    }
}

using System.Text;
using CreditFunctions.Storage.Azure.Queues;
using CreditFunctions.Storage.Tests.Azurite;

namespace CreditFunctions.Storage.Tests.Queues;

public sealed class AzureQueueContract(AzuriteFixture azurite) : QueueContract(azurite.Storage)
{
    [Theory]
    [InlineData("eyJhIjoxfQ==", """{"a":1}""")]
    [InlineData("{&quot;a&quot;:1}", """{"a":1}""")]
    [InlineData("/w==", "/w==")]
    [InlineData("", "")]
    public void Read_OfAnotherProgram_IsWhatItSent(string wire, string text) => Assert.Equal(text, Assert.Single(Read(wire)).Text);

    [Fact]
    public void Read_Entities_IsRefused() => Assert.Throws<System.Xml.XmlException>(() => Read("&x;", """<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>"""));

    private static IReadOnlyList<CreditFunctions.Storage.Queues.QueueMessage> Read(string wire, string head = "")
    {
        using var xml = new MemoryStream(Encoding.UTF8.GetBytes(
            $"""<?xml version="1.0" encoding="utf-8"?>{head}<QueueMessagesList><QueueMessage><MessageId>1</MessageId><PopReceipt>2</PopReceipt><DequeueCount>3</DequeueCount><MessageText>{wire}</MessageText></QueueMessage></QueueMessagesList>"""));
        return ReceivedMessages.Read(xml);
    }
}

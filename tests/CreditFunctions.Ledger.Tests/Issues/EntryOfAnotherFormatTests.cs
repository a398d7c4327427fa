using System.Text;
using System.Text.Json;

namespace CreditFunctions.Ledger.Tests.Issues;

/// <summary>
/// An entry of a newer version was called broken as soon as one of its fields had another shape, and broken ones came back as
/// half an entry or as an exception nobody was told to expect.
/// </summary>
public sealed class EntryOfAnotherFormatTests
{
    [Fact]
    public void ReadEntry_NewerVersionWithAFieldOfAnotherShape_IsNotSupported() =>
        Assert.Throws<NotSupportedException>(() => EntryFormat.ReadEntry("""{"v":2,"seq":"one","type":"teleport"}"""u8));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"seq":1,"v":1}""")]
    [InlineData("""{"v":"1"}""")]
    [InlineData("""{"v":1}""")]
    [InlineData("""{"v":1,"prev":"not hexadecimal"}""")]
    [InlineData("""{"v":1,"prev":"00"}""")]
    [InlineData("""{"v":1,"prev":7}""")]
    [InlineData("""{"v":1,"posted_at":"yesterday"}""")]
    [InlineData("""{"v":1,"type":"teleport"}""")]
    [InlineData("""{"v":1,"type":0}""")]
    public void ReadEntry_NotAnEntry_IsAJsonException(string json) =>
        Assert.ThrowsAny<JsonException>(() => EntryFormat.ReadEntry(Encoding.UTF8.GetBytes(json)));
}

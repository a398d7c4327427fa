using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CreditFunctions.Tests.Application;

/// <summary>An answer, read to its end.</summary>
internal sealed record Answer(int Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonElement Json => JsonDocument.Parse(Bytes).RootElement;

    public string? ContentType => ContentHeaders.ContentType?.ToString();

    /// <summary>Status, code and field of a problem, or its status and text: what a table of bad input expects.</summary>
    public string Problem => ContentType == "application/problem+json"
        ? $"{Status} {Json.GetProperty("code").GetString()} {(Json.TryGetProperty("field", out var at) ? at.GetString() : "-")}"
        : $"{Status} {ContentType}: {Text}";

    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return new((int)response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsByteArrayAsync());
        }
    }

    /// <summary>The first value of a header; null if it is missing.</summary>
    public string? Header(string name) =>
        Headers.TryGetValues(name, out var values) || ContentHeaders.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    /// <summary>The string at a dotted path such as <c>accounts.0.available</c>.</summary>
    public string? At(string path)
    {
        var at = Json;
        foreach (var step in path.Split('.'))
        {
            at = at.ValueKind == JsonValueKind.Array ? at[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : at.GetProperty(step);
        }

        return at.ValueKind == JsonValueKind.String ? at.GetString() : at.GetRawText();
    }

    /// <summary>Asserts a status and a JSON body: every field, every value, in order.</summary>
    public void Is(int status, string json)
    {
        Assert.Equal(Indented(json), Indented(Text));
        Assert.Equal(status, Status);
        Assert.Equal("application/json; charset=utf-8", ContentType);
    }

    private static string Indented(string json) => JsonNode.Parse(json)!.ToJsonString(new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}

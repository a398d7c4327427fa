using System.Text;
using CreditFunctions.Hosting;
using CreditFunctions.Tests.Application;
using Microsoft.AspNetCore.Http;

namespace CreditFunctions.Tests.Hosting;

/// <summary>What the Functions host posts, in all the shapes it was seen to have.</summary>
public sealed class HostEventTests
{
    private const string Never = """{"Last":"0001-01-01T00:00:00+00:00","Next":"2026-11-22T02:00:00+00:00","LastUpdated":"0001-01-01T00:00:00+00:00"}""";
    private const string Once = """{"Last":"2026-11-21T01:26:00.0061846+00:00","Next":"2026-11-21T01:27:00+00:00","LastUpdated":"2026-11-21T01:26:00+00:00"}""";
    private const string Deep = """{"ClassName":"A","InnerException":{"InnerException":{"InnerException":{"InnerException":{"InnerException":{"InnerException":{"Data":{"a":{}}}}}}}}}""";

    [Theory]
    [InlineData("null", "false", "{}", "by schedule, no earlier one known")]
    [InlineData(Never, "true", """{"sys":{"MethodName":"T1"}}""", "by schedule, past due, no earlier one known")]
    [InlineData(Once, "false", """{"sys":{}}""", "by schedule, last at 2026-11-21T01:26:00Z")]
    [InlineData(Once, "false", """{"RetryContext":{"RetryCount":2,"MaxRetryCount":3,"Exception":""" + Deep + "}}", "by schedule, retry 2 of 3, last at 2026-11-21T01:26:00Z")]
    [InlineData(Once, "false", """{"RetryContext":{"RetryCount":"1","MaxRetryCount":"3"}}""", "by schedule, retry 1 of 3, last at 2026-11-21T01:26:00Z")]
    [InlineData(Once, "false", """{"RetryContext":{"RetryCount":0,"MaxRetryCount":3}}""", "by schedule, last at 2026-11-21T01:26:00Z")]
    [InlineData("null", "false", """{"timer":"","sys":{"MethodName":"T1"}}""", "by hand")]
    [InlineData("null", "\"later\"", "null", "by schedule, no earlier one known")]
    [InlineData("""{"Last":5}""", "null", "[]", "by schedule, no earlier one known")]
    public async Task Timer_OfAnyShape_IsRead(string status, string isPastDue, string metadata, string words) => Assert.Equal(words, await ReadAsync(
        $$$"""{"Data":{"timer":{"Schedule":{"AdjustForDST":true},"ScheduleStatus":{{{status}}},"IsPastDue":{{{isPastDue}}}}},"Metadata":{{{metadata}}}}""", TimerEvent.Of));

    [Fact]
    public async Task Timer_WithoutMetadata_IsRead() => Assert.Equal("by schedule, no earlier one known", await ReadAsync("""{"Data":{"any":{}}}""", TimerEvent.Of));

    [Theory]
    [InlineData(""" "a text" """, "a text")]
    [InlineData(""" "\"a text\"" """, "a text")]
    [InlineData(""" "\"{\\\"shard\\\":5}\"" """, """{"shard":5}""")]
    [InlineData(""" "{\"shard\":5}" """, """{"shard":5}""")]
    [InlineData("""{"shard":5}""", """{"shard":5}""")]
    [InlineData(""" "\"half" """, "\"half")]
    [InlineData(""" "" """, "")]
    public async Task Message_OfAnyShape_IsItsText(string data, string text)
    {
        var (posted, _) = await HostEvent.ReadAsync(Request($$$"""{"Data":{"message":{{{data}}}},"Metadata":{"DequeueCount":"3"}}"""), TestContext.Current.CancellationToken);

        Assert.Equal(new QueueEvent(text, 3), QueueEvent.Of(posted!).Event);
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("{", "body")]
    [InlineData("null", "Data")]
    [InlineData("[]", "Data")]
    [InlineData("{}", "Data")]
    [InlineData("""{"Data":null}""", "Data")]
    [InlineData("""{"Data":{}}""", "Data")]
    [InlineData("""{"Data":{"a":{},"b":{}}}""", "Data")]
    [InlineData("""{"Data":{"a":null}}""", "Data")]
    [InlineData("""{"Data":{"a":5}}""", "Data")]
    public async Task Event_ThatCannotBeRead_IsRefusedByName(string body, string field)
    {
        Assert.Equal($"400 {field}", await ReadAsync(body, TimerEvent.Of));
        Assert.Equal($"400 {field}", await ReadAsync(body, QueueEvent.Of));
    }

    [Fact]
    public async Task Event_ThatIsTooLarge_IsRefused()
    {
        var body = "{\"Data\":{\"message\":\"" + new string('a', HostEvent.MaxBytes) + "\"}}";

        Assert.Equal("413 body", await ReadAsync(body, QueueEvent.Of));
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("{}")]
    public async Task Timer_UnderTheHost_BadEventIs400WithJson(string body)
    {
        await using var app = await CreditApplication.StartUnderHostAsync();

        var answer = await app.SendBareAsync(CreditApplication.Request(HttpMethod.Post, "/SnapshotReports", body));

        Assert.Equal((400, "application/problem+json"), (answer.Status, answer.ContentType));
        Assert.Contains(app.Logged, static line => line.StartsWith("2403 Error", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("credits.example.com")]
    [InlineData("127.0.0.1:1")]
    public async Task Event_AskedForByAnotherName_IsNotThere(string host)
    {
        await using var app = await CreditApplication.StartUnderHostAsync();

        var answer = await app.SendBareAsync(CreditApplication.Request(HttpMethod.Post, "/SnapshotReports", "{}", ("Host", host)));

        Assert.Equal("404 not_found -", answer.Problem);
        Assert.DoesNotContain(app.Logged, static line => line.StartsWith("24", StringComparison.Ordinal));
    }

    private static async Task<string> ReadAsync<T>(string body, Func<HostEvent, (T? Event, Http.Problem? Problem)> of)
        where T : class
    {
        var (posted, problem) = await HostEvent.ReadAsync(Request(body), TestContext.Current.CancellationToken);
        (var known, problem) = posted is null ? (null, problem) : of(posted);
        return known?.ToString() ?? $"{problem!.Status} {problem.Fields[0].Field}";
    }

    private static HttpRequest Request(string body) => new DefaultHttpContext { Request = { Body = new MemoryStream(Encoding.UTF8.GetBytes(body)) } }.Request;
}

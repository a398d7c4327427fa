using System.Text.Encodings.Web;
using System.Text.Json;

namespace CreditFunctions.Dialects;

/// <summary>A JSON answer that is written field by field, straight into the response.</summary>
internal sealed record WrittenJson(Action<Utf8JsonWriter> Write, int Status = StatusCodes.Status200OK) : IResult
{
    /// <summary>Names keep their letters, since nothing of it is put into HTML.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        (response.StatusCode, response.ContentType) = (Status, "application/json; charset=utf-8");
        await using (var json = new Utf8JsonWriter(response.BodyWriter, Options))
        {
            Write(json);
        }

        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }
}

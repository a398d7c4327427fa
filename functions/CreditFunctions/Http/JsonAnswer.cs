using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace CreditFunctions.Http;

/// <summary>A JSON answer, written straight into the response.</summary>
internal sealed record JsonAnswer<T>(T Value, JsonTypeInfo<T> Type, int Status = StatusCodes.Status200OK) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        httpContext.Response.ContentType = "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(httpContext.Response.BodyWriter, Value, Type, httpContext.RequestAborted);
    }
}

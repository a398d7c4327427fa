using CreditFunctions.Http;

namespace CreditFunctions.Api.Reports;

/// <summary>Sends a caller to where a file is stored: there no key is needed. The link is the caller's alone.</summary>
/// <param name="Link">Where.</param>
/// <param name="AsJson">Is it said in a body, rather than by a redirect?</param>
internal sealed record FileLinkResult(FileLinkAnswer Link, bool AsJson) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.CacheControl = "no-store";
        if (AsJson)
        {
            return new JsonAnswer<FileLinkAnswer>(Link, ApiJson.Readable.FileLinkAnswer).ExecuteAsync(httpContext);
        }

        httpContext.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        httpContext.Response.Headers.Location = Link.Url;
        return Task.CompletedTask;
    }
}

/// <summary>Where a file can be fetched: elsewhere without a key, until <c>expires_at</c>; or here, as ever.</summary>
internal sealed record FileLinkAnswer(string Url, string? ExpiresAt);

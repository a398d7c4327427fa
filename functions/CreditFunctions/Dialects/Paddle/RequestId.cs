namespace CreditFunctions.Dialects.Paddle;

/// <summary>The id every answer names, in its header and its body.</summary>
internal sealed record RequestId(string Value)
{
    private const string Header = "Request-Id";

    /// <summary>Gives a request its id.</summary>
    public static void Give(HttpContext http)
    {
        var id = new RequestId(Guid.NewGuid().ToString());
        http.Features.Set(id);
        http.Response.Headers[Header] = id.Value;
    }

    /// <summary>The id of a request, which stands in the header again whatever has become of the answer in between.</summary>
    public static string Of(HttpContext http)
    {
        if (http.Features.Get<RequestId>() is not { } id)
        {
            Give(http);
            return Of(http);
        }

        http.Response.Headers[Header] = id.Value;
        return id.Value;
    }
}

namespace CreditFunctions.Api;

/// <summary>The answer when others kept winning.</summary>
internal static class Contention
{
    /// <summary>503 <c>contended</c>: nothing changed, and a little later it will go.</summary>
    public static Http.Problem Problem => new(StatusCodes.Status503ServiceUnavailable, "contended", "Too many writers want the same account or customer at once; nothing was changed.")
    {
        RetryAfter = 1,
    };
}

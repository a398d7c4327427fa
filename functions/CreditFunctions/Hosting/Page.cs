namespace CreditFunctions.Hosting;

/// <summary>What is served to anybody with <c>GET</c> and is no function of an API.</summary>
/// <param name="Name">The function's name on Azure.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Map">Has it served there.</param>
internal sealed record Page(string Name, string Path, Action<IEndpointRouteBuilder, string> Map)
{
    /// <summary>Its route for the Functions host, which has no other way to say <c>/</c>: a template may not be empty there.</summary>
    public string Route => Path == "/" ? "{ignored:maxlength(0)?}" : Path[1..];
}

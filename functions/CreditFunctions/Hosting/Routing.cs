using CreditFunctions.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace CreditFunctions.Hosting;

/// <summary>Maps the functions to routes.</summary>
internal static class Routing
{
    private static readonly System.Reflection.MethodInfo Described = typeof(Routing).GetMethod(nameof(NoParameters), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!;

    /// <summary>Maps every HTTP function.</summary>
    public static void MapHttpFunctions(this WebApplication app)
    {
        var functions = app.Services.GetRequiredService<FunctionTable>();
        foreach (var function in functions.Dialects.SelectMany(static dialect => dialect.Functions))
        {
            // The vendors describe their APIs themselves.
            app.MapMethods("/" + function.Route, [function.Method], function.InvokeAsync).WithMetadata(function).ExcludeFromDescription();
        }

        foreach (var function in functions.Http)
        {
            var endpoint = app.MapMethods("/" + function.Route, [function.Method], function.InvokeAsync)
                .WithName(function.Name)
                .WithSummary(function.Summary)
                .WithTags(function.Tag)
                // The description is the function's own: its handler has no parameters that a framework could see.
                .WithMetadata(function, Described)
                .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(ProblemBody), ["application/problem+json"]));
            if (function.Answer is { } answer)
            {
                endpoint.WithMetadata(new ProducesResponseTypeMetadata(function.Status, answer, ["application/json"]));
            }

            if (function.Status == StatusCodes.Status204NoContent)
            {
                endpoint.WithMetadata(new ProducesResponseTypeMetadata(function.Status));
            }

            if (function.MayCreate)
            {
                endpoint.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status201Created, function.Answer, ["application/json"]));
            }

            if ((function.Body ?? (function.Commands is [var first, ..] ? first : null)) is { } body)
            {
                endpoint.WithMetadata(new AcceptsMetadata(["application/json"], body));
            }
        }
    }

    /// <summary>Maps every page.</summary>
    public static void MapPages(this WebApplication app)
    {
        foreach (var page in app.Services.GetRequiredService<FunctionTable>().Pages)
        {
            page.Map(app, page.Path);
        }
    }

    private static void NoParameters()
    {
    }
}

using CreditFunctions.Hosting;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Directory;
using Microsoft.OpenApi;

namespace CreditFunctions.OpenApi;

/// <summary><c>/openapi.json</c>, generated from the endpoints: their functions say what the framework cannot see.</summary>
internal static class OpenApiDocument
{
    /// <summary>Where it is.</summary>
    public const string Path = "/openapi.json";

    private const string KeyScheme = "api_key";

    public static void AddOpenApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new()
            {
                Title = "CreditFunctions",
                Version = "1",
                Description = "A customer-credit ledger and its reports. Amounts are decimal strings, times RFC 3339 in UTC; errors are RFC 9457 problems with a stable code. Unknown parameters and fields are errors.",
            };
            document.Servers = [new() { Url = "/" }];
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                [KeyScheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API key." },
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(static async (operation, context, cancellationToken) =>
        {
            var function = context.Description.ActionDescriptor.EndpointMetadata.OfType<HttpFunction>().FirstOrDefault();
            if (function is null)
            {
                return;
            }

            Describe(operation, function, context.Document!);
            if (function.OtherBody is { } other)
            {
                operation.RequestBody!.Content!.Add("application/json", new() { Schema = await context.GetOrCreateSchemaAsync(other, null, cancellationToken) });
            }

            if (function.Commands.Count > 0)
            {
                var commands = await Task.WhenAll(function.Commands.Select(type => context.GetOrCreateSchemaAsync(type, null, cancellationToken)));
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/json"] = new() { Schema = OneOrMany(commands) } },
                };
            }
        });
    });

    private static void Describe(OpenApiOperation operation, HttpFunction function, Microsoft.OpenApi.OpenApiDocument document)
    {
        operation.Parameters =
        [
            .. PathParameters(function.Route).Select(static name => new OpenApiParameter
            {
                Name = name, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            }),
            .. function.Parameters.Select(static parameter => new OpenApiParameter
            {
                Name = parameter.Name,
                In = parameter.In == "header" ? ParameterLocation.Header : ParameterLocation.Query,
                Description = parameter.Description,
                Schema = parameter.Type switch
                {
                    "integer" => new OpenApiSchema { Type = JsonSchemaType.Integer },
                    "date-time" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
                    _ => new OpenApiSchema { Type = JsonSchemaType.String },
                },
            }),
        ];
        if (function.ContentTypes.Count > 0)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = function.ContentTypes.ToDictionary(static type => type, static _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } }, StringComparer.Ordinal),
            };
        }

        if (function.Scope != Scopes.None)
        {
            operation.Description = $"Needs the scope `{ScopeNames.Format(function.Scope)}`.";
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] }];
        }
    }

    private static OpenApiSchema OneOrMany(OpenApiSchema[] commands) => new()
    {
        OneOf =
        [
            .. commands,
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "Several commands, done all or none.",
                Required = new HashSet<string>(StringComparer.Ordinal) { "commands" },
                Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                {
                    ["commands"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Array, MinItems = 1, MaxItems = Limits.CommandsPerRequest, Items = new OpenApiSchema { OneOf = [.. commands] },
                    },
                },
            },
        ],
    };

    private static IEnumerable<string> PathParameters(string route) =>
        route.Split('/').Where(static part => part.StartsWith('{')).Select(static part => part.Trim('{', '}'));
}

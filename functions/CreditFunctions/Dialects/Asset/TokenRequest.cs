using System.Globalization;
using CreditFunctions.Http;
using CreditFunctions.Storage.Directory;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace CreditFunctions.Dialects.Asset;

/// <summary>What is asked of the token endpoint.</summary>
/// <param name="Client">The business's id.</param>
/// <param name="Secret">A key of it.</param>
/// <param name="Business">To which business the token is to be narrowed; null: it says nothing.</param>
/// <param name="Seconds">How long the token is to be good.</param>
/// <param name="Scopes">What it may do, with the names that were used; none: whatever the key may.</param>
/// <param name="Resources">For which services it is meant.</param>
internal sealed record TokenRequest(
    string Client, string Secret, string? Business, int Seconds, IReadOnlyList<(string Name, Scopes Scope)> Scopes, IReadOnlyList<string> Resources)
{
    /// <summary>The field that names a business.</summary>
    public const string BusinessField = "business_id";

    private const string FormType = "application/x-www-form-urlencoded";
    private const string ClientCredentials = "client_credentials";
    private const string Password = "password";
    private const int DefaultSeconds = 3600;
    private const int MaxSeconds = 86_400;

    // A token is sent in a header with every request, so what it repeats has to be short.
    private const int MaxResources = 5;
    private const int MaxResourceLength = 200;
    private const int MaxFields = 64;
    private const int MaxFieldLength = 4096;

    /// <summary>Reads the form; the problem, or null and the request. Fields it does not know are passed over, as RFC 6749 has it.</summary>
    public static async Task<(TokenRequest? Request, Problem? Problem)> ReadAsync(HttpRequest http, CancellationToken cancellationToken)
    {
        if (!Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(http.ContentType, out var type) || !type.MediaType.Equals(FormType, StringComparison.OrdinalIgnoreCase))
        {
            return (null, new(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", $"Content-Type is '{http.ContentType}'; allowed is {FormType}."));
        }

        if (http.ContentLength > JsonBody.MaxBytes)
        {
            return (null, JsonBody.TooLarge());
        }

        try
        {
            var limits = new FormOptions { ValueCountLimit = MaxFields, KeyLengthLimit = MaxFieldLength, ValueLengthLimit = MaxFieldLength };
            return Read(await new FormFeature(http, limits).ReadFormAsync(cancellationToken));
        }
        catch (InvalidDataException exception)
        {
            return (null, AssetErrors.Invalid(new FieldProblem("body", exception.Message)));
        }
    }

    private static (TokenRequest? Request, Problem? Problem) Read(IFormCollection form)
    {
        var wrong = new List<FieldProblem>();
        string? One(string name)
        {
            form.TryGetValue(name, out var values);
            if (values.Count > 1)
            {
                wrong.Add(new($"body.{name}", $"{name} is there {values.Count} times; it may be there once."));
            }

            return values is [{ Length: > 0 } value, ..] ? value : null;
        }

        var grantType = One("grant_type");
        if (grantType is not (null or ClientCredentials or Password))
        {
            wrong.Add(new("body.grant_type", $"grant_type is '{Problem.Shown(grantType)}'; allowed is {ClientCredentials}."));
        }

        // Tools made from the OpenAPI file take the endpoint for one of the password flow.
        var isPassword = grantType != ClientCredentials && form.ContainsKey("username") && form.ContainsKey(Password);
        var client = Needed(isPassword ? "username" : "client_id");
        var secret = Needed(isPassword ? Password : "client_secret");
        var seconds = SecondsOf(One("expires_in"), wrong);
        var scopes = ScopesOf(One("scope"), wrong);
        var resources = ResourcesOf(form["resource"], wrong);
        var business = One(BusinessField);
        return wrong.Count > 0 ? (null, AssetErrors.Invalid(wrong)) : (new(client, secret, business, seconds, scopes, resources), null);

        string Needed(string name)
        {
            if (One(name) is { } value)
            {
                return value;
            }

            wrong.Add(new($"body.{name}", $"{name} is missing."));
            return "";
        }
    }

    private static int SecondsOf(string? text, List<FieldProblem> wrong)
    {
        if (text is null)
        {
            return DefaultSeconds;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds is < 1 or > MaxSeconds)
        {
            wrong.Add(new("body.expires_in", $"expires_in is '{Problem.Shown(text)}'; allowed is a whole number of seconds from 1 to {MaxSeconds}."));
        }

        return seconds;
    }

    private static List<(string Name, Scopes Scope)> ScopesOf(string? text, List<FieldProblem> wrong)
    {
        var scopes = new List<(string Name, Scopes Scope)>();
        foreach (var name in text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            if (TokenScopes.TryParse(name, out var scope))
            {
                scopes.Add((name, scope));
            }
            else
            {
                wrong.Add(new("body.scope", $"There is no scope '{Problem.Shown(name)}'; there are {string.Join(", ", TokenScopes.All)}."));
            }
        }

        return scopes;
    }

    private static List<string> ResourcesOf(StringValues values, List<FieldProblem> wrong)
    {
        var resources = values.OfType<string>().Where(value => value.Length > 0).ToList();
        if (resources.Count > MaxResources
            || resources.Exists(resource => resource.Length > MaxResourceLength || resource.Contains('#', StringComparison.Ordinal) || !Uri.TryCreate(resource, UriKind.Absolute, out _) || resource[0] == '/'))
        {
            wrong.Add(new("body.resource", $"resource must be an absolute URI without a fragment, of at most {MaxResourceLength} characters, and may be there {MaxResources} times."));
        }

        return resources;
    }
}

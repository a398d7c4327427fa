using CreditFunctions.Http;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>What can be wrong with a request, by Stripe's own codes and in its words where they are known.</summary>
internal static class StripeProblems
{
    public const string ParameterMissing = "parameter_missing";
    public const string ParameterUnknown = "parameter_unknown";
    public const string ParameterInvalidInteger = "parameter_invalid_integer";
    public const string ParameterInvalidEmpty = "parameter_invalid_empty";
    public const string ResourceMissing = "resource_missing";
    public const string KeyInUse = "idempotency_key_in_use";
    public const string RateLimit = "rate_limit";

    /// <summary>An error without a code of Stripe's.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>An idempotency key that came with other parameters.</summary>
    public const string KeyReused = "idempotency_key_reused";

    /// <summary>A parameter that is needed is not there.</summary>
    public static Problem Missing(string parameter) => Bad(ParameterMissing, parameter, $"Missing required param: {parameter}.");

    /// <summary>A parameter there is not.</summary>
    public static Problem Unknown(string parameter) => Bad(ParameterUnknown, parameter, $"Received unknown parameter: {Problem.Shown(parameter)}");

    /// <summary>A parameter that cannot be unset.</summary>
    public static Problem Empty(string parameter) => Bad(
        ParameterInvalidEmpty, parameter, $"You passed an empty string for '{parameter}'. We assume empty values are an attempt to unset a parameter; however '{parameter}' cannot be unset. "
            + $"You should remove '{parameter}' from your request or supply a non-empty value.");

    /// <summary>A number that is none, or out of its bounds.</summary>
    public static Problem NotAnInteger(string parameter, string detail) => Bad(ParameterInvalidInteger, parameter, detail);

    /// <summary>A parameter's value that is not allowed; <paramref name="parameter"/> null: the request as a whole.</summary>
    public static Problem Invalid(string? parameter, string detail) => Bad(InvalidRequest, parameter, detail);

    /// <summary>What a parameter names is not there.</summary>
    public static Problem NoSuch(string what, string id, string parameter) => Bad(ResourceMissing, parameter, NoSuch(what, id));

    /// <summary>What the path names is not there.</summary>
    public static Problem NoSuchAtPath(string what, string id) => Problem.NotFound(ResourceMissing, "id", NoSuch(what, id));

    /// <summary>An idempotency key that came with other parameters.</summary>
    public static Problem ReusedKey(string key) => Bad(
        KeyReused, null, $"Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '{Problem.Shown(key)}' if you meant to execute a different request.");

    /// <summary>An idempotency key whose first request is under way.</summary>
    public static Problem UsedKey(string key) => new(
        StatusCodes.Status409Conflict, KeyInUse,
        $"There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): {Problem.Shown(key)}. Please try again later.");

    private static string NoSuch(string what, string id) => $"No such {what}: '{Problem.Shown(id)}'";

    private static Problem Bad(string code, string? parameter, string detail) =>
        new(StatusCodes.Status400BadRequest, code, detail) { Fields = parameter is null ? [] : [new(parameter, detail)] };
}

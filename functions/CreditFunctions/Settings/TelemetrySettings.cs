using System.Globalization;

namespace CreditFunctions.Settings;

/// <summary>
/// What is exported by OTLP: each signal for which OpenTelemetry's own variables name an endpoint, unless they say that it is not. The rest of these variables the SDK reads itself; those
/// it would pass over in silence when they are wrong are checked here.
/// </summary>
/// <param name="Traces">Spans?</param>
/// <param name="Metrics">Metrics?</param>
/// <param name="Logs">Log events?</param>
/// <param name="IsSamplerNamed">Do the variables say which traces?</param>
internal readonly record struct TelemetrySettings(bool Traces, bool Metrics, bool Logs, bool IsSamplerNamed)
{
    /// <summary>Name of the variable.</summary>
    public const string Disabled = "OTEL_SDK_DISABLED";

    private const string Exporter = "OTEL_EXPORTER_OTLP_";
    private const string Endpoint = "ENDPOINT";
    private const string Protocol = "PROTOCOL";
    private const string Sampler = "OTEL_TRACES_SAMPLER";
    private const string SamplerArgument = "OTEL_TRACES_SAMPLER_ARG";
    private static readonly string[] Protocols = ["grpc", "http/protobuf"];
    private static readonly string[] Samplers = ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];

    /// <summary>Is anything exported?</summary>
    public bool IsOn => Traces || Metrics || Logs;

    /// <summary>Reads them; what is not allowed is added to <paramref name="errors"/>.</summary>
    public static TelemetrySettings Read(IConfiguration configuration, List<string> errors)
    {
        if (bool.TryParse(configuration[Disabled], out var isDisabled) && isDisabled)
        {
            return default;
        }

        foreach (var signal in new[] { "", "TRACES_", "METRICS_", "LOGS_" })
        {
            CheckEndpoint(configuration, Exporter + signal + Endpoint, errors);
            CheckName(configuration, Exporter + signal + Protocol, Protocols, errors);
        }

        CheckName(configuration, Sampler, Samplers, errors);
        if (configuration[SamplerArgument] is { Length: > 0 } share && !(double.TryParse(share, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1))
        {
            errors.Add($"{SamplerArgument} is '{share}'; allowed is a number from 0 to 1.");
        }

        return new(IsExported("TRACES"), IsExported("METRICS"), IsExported("LOGS"), configuration[Sampler] is { Length: > 0 });

        bool IsExported(string signal) => configuration[$"OTEL_{signal}_EXPORTER"] != "none"
            && (configuration[Exporter + Endpoint] is { Length: > 0 } || configuration[$"{Exporter}{signal}_{Endpoint}"] is { Length: > 0 });
    }

    private static void CheckEndpoint(IConfiguration configuration, string name, List<string> errors)
    {
        if (configuration[name] is { Length: > 0 } text && !(Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            errors.Add($"{name} is '{text}'; allowed is an address that begins with http:// or https://.");
        }
    }

    private static void CheckName(IConfiguration configuration, string name, string[] allowed, List<string> errors)
    {
        if (configuration[name] is { Length: > 0 } text && !allowed.Contains(text, StringComparer.Ordinal))
        {
            errors.Add($"{name} is '{text}'; allowed are {string.Join(", ", allowed)}.");
        }
    }
}

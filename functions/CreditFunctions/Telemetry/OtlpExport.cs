using System.Reflection;
using CreditFunctions.Settings;
using CreditFunctions.Storage.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace CreditFunctions.Telemetry;

/// <summary>Traces, metrics and log events by OTLP.</summary>
internal static class OtlpExport
{
    private const string ServiceName = "CreditFunctions";

    // ASP.NET Core's own. HttpClient's spans are left out: they would name rows of storage in their addresses, and the calls have spans of their own.
    private const string RequestSource = "Microsoft.AspNetCore";

    private static readonly string[] Meters =
        [Metrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime"];

    /// <summary>Adds what is to be exported. The SDK takes where to, how and how often from its own variables, and the sampler too.</summary>
    public static void AddOtlpExport(this WebApplicationBuilder builder, ProgramSettings program)
    {
        var settings = program.Telemetry;
        if (!settings.IsOn)
        {
            return;
        }

        var version = typeof(OtlpExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        new Signals(builder.Services)
            // The variables come last: what they say of the service stands.
            .ConfigureResource(resource => resource.Clear().AddService(ServiceName, serviceVersion: version).AddTelemetrySdk().AddEnvironmentVariableDetector())
            .WithTracing(traces => traces.AddSource(RequestSource, Spans.SourceName).Sampled(settings, isUnderHost: program.HandlerPort is not null))
            .WithMetrics(static metrics => metrics.AddMeter(Meters))
            .WithLogging(null, static logs => logs.IncludeFormattedMessage = true)
            .UseOtlpExporter();
        // The exporter brings all signals; what nobody asked for gets nothing to send. Spans are only made once their provider is.
        if (!settings.Metrics)
        {
            builder.Services.RemoveAll<IMetricsListener>();
        }

        if (!settings.Logs)
        {
            builder.Logging.AddFilter<OpenTelemetryLoggerProvider>(null, LogLevel.None);
        }
    }

    /// <summary>Begins to listen; must come before whatever makes an answer. The container ends it, after sending what is left.</summary>
    public static void UseOtlpExport(this WebApplication app, TelemetrySettings settings)
    {
        if (settings.Metrics)
        {
            _ = app.Services.GetRequiredService<MeterProvider>();
        }

        if (settings.Traces)
        {
            _ = app.Services.GetRequiredService<TracerProvider>();
            app.UseRequestSpans();
        }
    }

    /// <summary>A host that records no spans of its own sends a <c>traceparent</c> that says so with every call: the SDK's default would follow it and export none.</summary>
    private static void Sampled(this TracerProviderBuilder traces, TelemetrySettings settings, bool isUnderHost)
    {
        if (isUnderHost && !settings.IsSamplerNamed)
        {
            traces.SetSampler(new AlwaysOnSampler());
        }
    }

    private sealed class Signals(IServiceCollection services) : IOpenTelemetryBuilder
    {
        public IServiceCollection Services => services;
    }
}

using System.Diagnostics;
using CreditFunctions.Storage;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Telemetry;
using CreditFunctions.Tests.Application;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace CreditFunctions.Tests.Telemetry;

/// <summary>What reaches a collector.</summary>
[Collection(Alone.Name)]
public sealed class OtlpExportTests
{
    private const string Traces = "/v1/traces";
    private const string Metered = "/v1/metrics";
    private const string Logs = "/v1/logs";
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = "b7ad6b7169203331";
    private const string Secret = "cus_secret";

    private static readonly string[] GrpcPaths =
    [
        "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
        "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
        "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
    ];

    [Fact]
    public async Task Request_WithATraceparent_IsExportedInThatTrace()
    {
        await using var receiver = await RunAsync();

        Assert.True(receiver.Has(Traces, Convert.FromHexString(Trace)));
        Assert.True(receiver.Has(Traces, "GET /api/customers/{customer_id}/credits"));
        Assert.True(receiver.Has(Traces, Spans.Commit));
        Assert.True(receiver.Has(Logs, Convert.FromHexString(Trace)));
    }

    [Fact]
    [DirectOnly("A host puts its own span between.")]
    public async Task Request_WithATraceparent_IsTheChildOfItsSpan()
    {
        await using var receiver = await RunAsync();

        Assert.True(receiver.Has(Traces, Convert.FromHexString(Parent)));
    }

    [Fact]
    public async Task Export_AllSignals_CarriesTheProgramsOwnAndNoCustomer()
    {
        await using var receiver = await RunAsync();

        Assert.Equal([Logs, Metered, Traces], receiver.Paths);
        Assert.True(receiver.Has(Metered, "creditfunctions.commits"));
        Assert.True(receiver.Has(Metered, "creditfunctions.lookups"));
        Assert.True(receiver.Has(Metered, "http.server.request.duration"));
        Assert.True(receiver.Has(Metered, "dotnet.gc.collections"));
        Assert.True(receiver.Has(Logs, "Storage failed with status"));
        Assert.All([Traces, Metered], path => Assert.True(receiver.Has(path, "credits-eu")));
        Assert.All([Traces, Metered, Logs], path => Assert.False(receiver.Has(path, Secret)));
    }

    [Fact]
    public async Task Export_NoProtocolNamed_IsGrpc()
    {
        await using var receiver = await OtlpReceiver.StartAsync(HttpProtocols.Http2);
        await RunAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Url));

        Assert.Equal(GrpcPaths, receiver.Paths);
    }

    [Fact]
    public async Task Export_EndpointOfOneSignal_IsOfThatAlone()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", receiver.Url + Metered), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));

        Assert.Equal([Metered], receiver.Paths);
    }

    [Theory]
    [InlineData("OTEL_TRACES_EXPORTER", Traces)]
    [InlineData("OTEL_METRICS_EXPORTER", Metered)]
    [InlineData("OTEL_LOGS_EXPORTER", Logs)]
    public async Task Export_OneSignalSwitchedOff_IsOfTheOthers(string name, string path)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), (name, "none"));

        Assert.Equal(new[] { Logs, Metered, Traces }.Except([path]), receiver.Paths);
    }

    [Fact]
    public async Task Request_SamplerTakesNone_IsNotExported()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_TRACES_SAMPLER", "always_off"));

        Assert.Equal([Logs, Metered], receiver.Paths);
    }

    public static TheoryData<string, string> OffSettings => new() { { "OTEL_SERVICE_NAME", "credits-eu" }, { "OTEL_SDK_DISABLED", "true" } };

    [Theory]
    [MemberData(nameof(OffSettings))]
    public async Task Request_NothingToExport_MakesNoActivityAndMeasuresNothing(string name, string value)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var app = await CreditApplication.StartAsync(
            null, (name, value), (name == "OTEL_SDK_DISABLED" ? "OTEL_EXPORTER_OTLP_ENDPOINT" : "Unused", receiver.Url));
        using var source = new ActivitySource("Microsoft.AspNetCore");
        await app.GrantAsync(Secret, "10.00");

        Assert.Null(app.Services.GetService<TracerProvider>());
        Assert.Null(app.Services.GetService<MeterProvider>());
        Assert.False(source.HasListeners());
        Assert.False(Spans.HasListeners);
        Assert.False(Metrics.Commits.Enabled);
        Assert.Empty(receiver.Paths);
    }

    [Fact]
    public async Task Lookup_ThatFails_IsCountedWithItsStatus()
    {
        var statuses = new System.Collections.Concurrent.ConcurrentBag<object?>();
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => statuses.Add(tags[1].Value));
        listener.EnableMeasurementEvents(Metrics.Lookups);
        listener.Start();

        await RunAsync([]);

        Assert.Contains(200, statuses);
        Assert.Contains(503, statuses);
    }

    private static async Task<OtlpReceiver> RunAsync()
    {
        var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_SERVICE_NAME", "credits-eu"));
        return receiver;
    }

    /// <summary>Credit granted, looked up, and looked up in vain; the end sends what is left.</summary>
    private static async Task RunAsync(params (string Name, string Value)[] settings)
    {
        var faults = new Faults();
        await using var app = await CreditApplication.StartAsync(faults, settings);
        await app.GrantAsync(Secret, "10.00");
        Assert.Equal(200, (await LookUpAsync()).Status);
        faults.Strike = static call => call.Store == StoreNames.Credits ? Fault.FailBefore : Fault.None;
        Assert.Equal(503, (await LookUpAsync()).Status);
        // A method that means nothing is the caller's own word.
        _ = await app.SendBareAsync(CreditApplication.Request(new(Secret), "/api/customers"));

        Task<Answer> LookUpAsync() => app.GetAsync($"/api/customers/{Secret}/credits", ("traceparent", $"00-{Trace}-{Parent}-01"));
    }
}

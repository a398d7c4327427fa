using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CreditFunctions.Hosting;
using CreditFunctions.Ledger;
using CreditFunctions.Storage;
using CreditFunctions.Storage.Clock;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Timers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CreditFunctions.Tests.Application;

/// <summary>The whole program on a port of its own, with a business <see cref="Business"/> and the keys that tests ask for.</summary>
internal sealed class CreditApplication : IAsyncDisposable
{
    public const string Business = "biz_test";

    // Where a clock leaps by months, what runs every five minutes would run a hundred thousand times.
    private static readonly (string Name, string Value)[] Quiet = [(CreditFunctions.Settings.ProgramSettings.ResumeScheduleName, "0 0 0 1 1 *")];

    /// <summary>Given as a setting: the queue of shards is polled by the test's clock, and not only when this process has sent something.</summary>
    public static readonly (string Name, string Value) Polling = ("Polling", "true");

    private readonly ConcurrentDictionary<(string Business, Scopes Scopes), Lazy<Task<string>>> keys = new();
    private readonly WebApplication app;
    private readonly DirectoryStore directory;
    private readonly HttpClient client;
    private readonly string business;
    private readonly LoggedLines log;

    private CreditApplication(Served served, IStorage storage, TimeProvider time, string business, LoggedLines log)
    {
        (app, Url, Host) = served;
        (Storage, Time, this.business, this.log) = (storage, time, business, log);
        directory = new(storage.Table(StoreNames.Directory));
        client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = Url };
    }

    /// <summary>Where it is asked.</summary>
    public Uri Url { get; }

    /// <summary>The Functions host before it, where one is.</summary>
    public IAsyncDisposable? Host { get; }

    public IStorage Storage { get; }

    public TimeProvider Time { get; }

    /// <summary>The clock, where the test moves it.</summary>
    public FakeClock Clock => (FakeClock)Time;

    public Instant Now => Instant.Now(Time);

    public IServiceProvider Services => app.Services;

    /// <summary>Warnings and errors the program has logged: id, level, text.</summary>
    public IReadOnlyCollection<string> Logged => log.All;

    /// <summary>The program on a storage in memory and a clock that stands still.</summary>
    public static Task<CreditApplication> StartAsync(IFaults? faults = null, params (string Name, string Value)[] settings)
    {
        var clock = new FakeClock();
        return StartAsync(new InMemoryStorage(clock, faults), new(clock), clock, Business, settings);
    }

    /// <summary>The program as the Functions host starts it.</summary>
    public static Task<CreditApplication> StartUnderHostAsync(IFaults? faults = null) =>
        StartAsync(faults, (CreditFunctions.Settings.ProgramSettings.HandlerPortName, FreePort().ToString(CultureInfo.InvariantCulture)));

    /// <summary>Another process of the program on the same storage.</summary>
    public Task<CreditApplication> StartAnotherAsync(IStorage? storage = null, params (string Name, string Value)[] settings) =>
        StartAsync(storage ?? Storage, new(Time), Time, business, settings);

    public static async Task<CreditApplication> StartAsync(
        IStorage storage, StorageClock clock, TimeProvider time, string business, params (string Name, string Value)[] settings)
    {
        await storage.CreateAllAsync(CancellationToken.None).ContinueWith(static _ => { }, TaskScheduler.Default);
        var logged = new LoggedLines();
        var served = await Serving.StartAsync(more =>
        {
            var builder = WebApplication.CreateSlimBuilder(["--hostBuilder:reloadConfigOnChange=false", "--urls=http://127.0.0.1:0"]);
            builder.Configuration.AddInMemoryCollection(more.Concat(settings).Concat(Quiet).DistinctBy(static setting => setting.Name).Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
            builder.Logging.ClearProviders().AddProvider(logged);
            if (!settings.Contains(Polling))
            {
                // Its pauses would let time pass wherever a test jumps from timer to timer.
                builder.Services.AddKeyedSingleton<TimeProvider>(ShardPoller.Pace, new FakeClock());
            }

            return CreditFunctionsApp.Build(builder, storage, clock);
        });
        var started = new CreditApplication(served, storage, time, business, logged);
        await started.directory.AddBusinessAsync(new(business, "USD", 16, Instant.Now(time)), CancellationToken.None).ContinueWith(static _ => { }, TaskScheduler.Default);
        return started;
    }

    /// <summary>The secret of a key with these scopes, made if there is none yet; whoever asks at once gets it when it is made.</summary>
    public Task<string> KeyAsync(Scopes scopes, string? ofBusiness = null) =>
        keys.GetOrAdd((ofBusiness ?? business, scopes), static (key, app) => new(() => app.MakeKeyAsync(key.Business, key.Scopes)), this).Value;

    /// <summary>Sends a request with a key of all scopes, unless it names one itself.</summary>
    public async Task<Answer> SendAsync(HttpRequestMessage request, Scopes scopes = Scopes.All)
    {
        if (!request.Headers.Contains("Authorization"))
        {
            request.Headers.Authorization = new("Bearer", await KeyAsync(scopes));
        }

        return await Answer.ReadAsync(await client.SendAsync(request));
    }

    /// <summary>Sends a request as it is.</summary>
    public async Task<Answer> SendBareAsync(HttpRequestMessage request) => await Answer.ReadAsync(await client.SendAsync(request));

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(Request(HttpMethod.Get, path, null, headers));

    public Task<Answer> PutAsync(string path, string json) => SendAsync(Request(HttpMethod.Put, path, json));

    public Task<Answer> PostAsync(string path, string? json, params (string Name, string Value)[] headers) => SendAsync(Request(HttpMethod.Post, path, json, headers));

    public Task<Answer> DeleteAsync(string path) => SendAsync(Request(HttpMethod.Delete, path));

    /// <summary>An event of a timer function, as the Functions host or the program's own schedule would bring it; what it came to, a line a run.</summary>
    public Task<IReadOnlyList<string>> FireAsync(string function) =>
        Services.GetRequiredService<FunctionTable>().Timers.Single(timer => timer.Name == function).Run(Services, CancellationToken.None);

    /// <summary>Makes a customer that must be new.</summary>
    public async Task AddCustomerAsync(string id, string json = "{}") => Assert.Equal(201, (await PutAsync($"/api/customers/{id}", json)).Status);

    /// <summary>Grants, to a new customer if need be, in the default entitlement.</summary>
    public async Task<Answer> GrantAsync(string customer, string amount, string more = "", string account = "default/USD")
    {
        if ((await GetAsync($"/api/customers/{customer}")).Status == 404)
        {
            await AddCustomerAsync(customer);
        }

        var answer = await PostAsync($"/api/customers/{customer}/credits/{account}/entries", $$"""{"type":"grant","amount":"{{amount}}"{{more}}}""");
        Assert.Equal(201, answer.Status);
        return answer;
    }

    public async Task<Answer> ApplyAsync(string customer, string amount, string account = "default/USD") =>
        await PostAsync($"/api/customers/{customer}/credits/{account}/entries", $$"""{"type":"apply","amount":"{{amount}}"}""");

    /// <summary>A request; header values are sent as they are.</summary>
    public static HttpRequestMessage Request(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative))
        {
            Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        await app.DisposeAsync();
        Assert.Empty(log.Leaks);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<string> MakeKeyAsync(string holder, Scopes scopes)
    {
        var secret = $"cf_{holder}_{(int)scopes}";
        await directory.AddBusinessAsync(new(holder, "USD", 16, Now), CancellationToken.None);
        await directory.PutKeyAsync(new(ApiKey.HashOf(secret), holder, "test", scopes, Now, null), CancellationToken.None);
        return secret;
    }
}

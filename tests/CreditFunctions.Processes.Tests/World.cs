using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace CreditFunctions.Processes;

/// <summary>An account by its place in the API.</summary>
public sealed record AccountPath(string Customer, string Unit)
{
    /// <summary>Where the account is.</summary>
    public string Text => $"/api/customers/{Customer}/credits/default/{Unit}";
}

/// <summary>Two processes of the program on one storage, one of which is killed again and again, clients that write through both, and a reader that looks.</summary>
public sealed class World(string storage, int seed) : IDisposable
{
    private const string Business = "biz";
    private const int Clients = 12;
    private const int MostMillisecondsBetweenKills = 300;

    /// <summary>Later than this after an instant, what is answered of it never changes; see the design, section 5.</summary>
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(11);

    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);

    private readonly Random random = new(seed);
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = SendTimeout };
    private readonly List<ProgramProcess> killed = [];
    private ProgramProcess[] processes = [];
    private volatile bool isOver;

    /// <summary>The accounts that all clients write to.</summary>
    public static IReadOnlyList<AccountPath> Accounts { get; } = [new("anna", "USD"), new("anna", "EUR"), new("bo", "USD"), new("cy", "USD")];

    /// <summary>Is it time to stop?</summary>
    public bool IsOver => isOver;

    /// <summary>Every request that was sent, with what its client was told in the end.</summary>
    public ConcurrentQueue<Sent> Sent { get; } = [];

    /// <summary>What the reader saw.</summary>
    public ConcurrentQueue<Seen> Seen { get; } = [];

    /// <summary>What clients met that they never should.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    /// <summary>Those that were killed.</summary>
    public IReadOnlyList<ProgramProcess> Killed => killed;

    /// <summary>The two that are there now.</summary>
    public IReadOnlyList<ProgramProcess> Processes => processes;

    /// <summary>Makes a business and its customers, and starts both processes.</summary>
    public async Task StartAsync()
    {
        await ProgramProcess.RunAsync(storage, "business", "add", Business, "--currency", "USD");
        var apiKey = await ProgramProcess.RunAsync(storage, "key", "add", Business, "--name", "test", "--scopes", "balances:read,ledger:write");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        processes = [await ProgramProcess.StartAsync(storage)];
        processes = [processes[0], await ProgramProcess.StartAsync(storage)];
        foreach (var customer in Accounts.Select(account => account.Customer).Distinct())
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(processes[0].Url, $"/api/customers/{customer}")) { Content = JsonText.Of("{}") };
            using var answer = await http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Lives until so many kills are done and every client knows what became of its requests.</summary>
    public async Task LiveAsync(int kills)
    {
        isOver = false;
        var lives = Enumerable.Range(0, Clients).Select(_ => EndOnFaultAsync(new Client(this, new Random(random.Next())).LiveAsync)).ToList();
        lives.Add(EndOnFaultAsync(() => ReadAsync(new Random(random.Next()))));
        await EndOnFaultAsync(() => KillAsync(kills));
        isOver = true;
        await Task.WhenAll(lives);
    }

    /// <summary>One of those that live.</summary>
    public ProgramProcess AnyProcess(Random any)
    {
        var living = processes.Where(process => !process.IsKilled).ToList();
        return living[any.Next(living.Count)];
    }

    /// <summary>Sends a request.</summary>
    /// <exception cref="HttpRequestException">The process died before it had answered.</exception>
    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var answer = await SentAsync(request);
        return new((int)answer.StatusCode, answer.Headers.Contains("Idempotent-Replayed"), await answer.Content.ReadAsStringAsync());
    }

    /// <summary>A connection that breaks between being made and being used is told of as it is, by the client's own making.</summary>
    private async Task<HttpResponseMessage> SentAsync(HttpRequestMessage request)
    {
        try
        {
            return await http.SendAsync(request);
        }
        catch (SocketException broken)
        {
            throw new HttpRequestException(broken.Message, broken);
        }
    }

    /// <summary>Reads something that must be there.</summary>
    public async Task<string> GetAsync(ProgramProcess process, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(process.Url, path));
        var answer = await SendAsync(request);
        return answer.Status == 200 ? answer.Text : throw new InvalidOperationException($"GET {path} was answered {answer.Status} {answer.Text}");
    }

    public void Dispose()
    {
        foreach (var process in processes.Union(killed))
        {
            process.Dispose();
        }

        http.Dispose();
    }

    private async Task KillAsync(int kills)
    {
        for (var i = 0; i < kills && !isOver; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(MostMillisecondsBetweenKills)), TimeProvider.System);
            // In turn: the one that is killed has been at work for as long as the other took to start.
            var victim = killed.Count % processes.Length;
            processes[victim].Kill();
            killed.Add(processes[victim]);
            processes[victim] = await ProgramProcess.StartAsync(storage);
        }
    }

    /// <summary>Reads customers as of instants that are just old enough, and remembers what it saw.</summary>
    private async Task ReadAsync(Random any)
    {
        while (!isOver)
        {
            await Task.Delay(LookEvery, TimeProvider.System);
            var customer = Accounts[any.Next(Accounts.Count)].Customer;
            var path = $"/api/customers/{customer}/credits?as_of={Rfc3339.Text(TimeProvider.System.GetUtcNow() - SettlingTime)}";
            var process = AnyProcess(any);
            try
            {
                Seen.Enqueue(new(customer, path, await GetAsync(process, path)));
            }
            catch (HttpRequestException) when (process.IsKilled)
            {
                // It saw nothing then.
            }
        }
    }

    private async Task EndOnFaultAsync(Func<Task> live)
    {
        try
        {
            await live();
        }
        catch (Exception exception)
        {
            Faults.Enqueue(exception.ToString());
            isOver = true;
        }
    }
}

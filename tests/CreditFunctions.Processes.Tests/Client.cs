using System.Globalization;
using System.Text.Json.Nodes;

namespace CreditFunctions.Processes;

/// <summary>An answer, read to its end.</summary>
public sealed record Answer(int Status, bool IsReplayed, string Text);

/// <summary>A request, and what its client was told in the end: the entries it became, or none if it was refused.</summary>
/// <param name="Memo">Its own, so that its entries can be found; its idempotency key as well.</param>
/// <param name="Account">The account.</param>
/// <param name="Commands">The commands.</param>
/// <param name="Entries">The entries of the answer; null: refused.</param>
/// <param name="Breaks">How many processes were killed while they had it.</param>
/// <param name="IsReplayed">Had one of these done it?</param>
public sealed record Sent(string Memo, AccountPath Account, IReadOnlyList<JsonObject> Commands, IReadOnlyList<Line>? Entries, int Breaks, bool IsReplayed);

/// <summary>Writes to random accounts through random processes, one request after the other. What breaks off it sends again, with the same key, until it is told an outcome.</summary>
public sealed class Client(World world, Random random)
{
    private const int MostCommands = 3;
    private const int DoubtPercent = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Dictionary<AccountPath, Known> known = World.Accounts.ToDictionary(account => account, _ => new Known(random));

    public async Task LiveAsync()
    {
        while (!world.IsOver)
        {
            var memo = random.NextInt64().ToString("x16", CultureInfo.InvariantCulture);
            var account = World.Accounts[random.Next(World.Accounts.Count)];
            IReadOnlyList<JsonObject> commands = [.. Enumerable.Range(0, random.Next(1, MostCommands + 1)).Select(_ => known[account].Next(memo))];
            var sent = await SettleAsync(memo, account, commands);
            world.Sent.Enqueue(sent);
            foreach (var line in sent.Entries ?? [])
            {
                known[account].Learn(line);
            }

            await PauseAsync();
        }
    }

    private async Task<Sent> SettleAsync(string memo, AccountPath account, IReadOnlyList<JsonObject> commands)
    {
        var body = new JsonObject { ["commands"] = new JsonArray([.. commands.Select(command => command.DeepClone())]) }.ToJsonString();
        var since = TimeProvider.System.GetTimestamp();
        for (var breaks = 0; TimeProvider.System.GetElapsedTime(since) < Patience;)
        {
            var process = world.AnyProcess(random);
            try
            {
                var answer = await PostAsync(process, memo, account, body);
                switch (answer.Status)
                {
                    case 201:
                        await AskAgainAsync(memo, account, body, answer);
                        return new(memo, account, commands, Answers.Read<Posted>(answer.Text).Entries, breaks, answer.IsReplayed);
                    case 400 or 409 when IsRefusal(Answers.Read<Error>(answer.Text)):
                        return new(memo, account, commands, null, breaks, false);
                    case 503:
                        await PauseAsync();
                        break;
                    default:
                        throw new InvalidOperationException($"{body} was answered {answer.Status} {answer.Text}");
                }
            }
            catch (HttpRequestException exception) when (process.IsKilled)
            {
                // Refused connections tell nothing: the process was gone before.
                if (exception.HttpRequestError != HttpRequestError.ConnectionError)
                {
                    process.Break();
                    breaks++;
                }
            }
        }

        throw new TimeoutException($"{memo} was told nothing for {Patience.TotalMinutes} minutes.");
    }

    /// <summary>Now and then a client that knows asks again: the first answer is the only one, whoever gives it.</summary>
    private async Task AskAgainAsync(string memo, AccountPath account, string body, Answer first)
    {
        if (random.Next(100) >= DoubtPercent)
        {
            return;
        }

        var process = world.AnyProcess(random);
        try
        {
            var again = await PostAsync(process, memo, account, body);
            if (again != first with { IsReplayed = true })
            {
                world.Faults.Enqueue($"{memo} was answered {first}, and asked again {again}");
            }
        }
        catch (HttpRequestException) when (process.IsKilled)
        {
            // It was told before.
        }
    }

    private async Task<Answer> PostAsync(ProgramProcess process, string memo, AccountPath account, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(process.Url, $"{account.Text}/entries")) { Content = JsonText.Of(body) };
        request.Headers.Add("Idempotency-Key", memo);
        return await world.SendAsync(request);
    }

    private static bool IsRefusal(Error error) => Known.Refusals.Contains(error.Code)
        // What was sent again may have run out by then.
        || (error.Code == "invalid_request" && error.Field?.EndsWith("expires_at", StringComparison.Ordinal) == true);

    private Task PauseAsync() => Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 20)), TimeProvider.System);
}

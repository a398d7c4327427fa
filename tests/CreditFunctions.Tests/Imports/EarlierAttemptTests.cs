using System.Text;
using CreditFunctions.Authentication;
using CreditFunctions.Imports;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.Imports;
using CreditFunctions.Tests.Application;
using Microsoft.Extensions.DependencyInjection;

namespace CreditFunctions.Tests.Imports;

/// <summary>What an attempt that ended in the middle of a chunk is known to have refused: not more than it did refuse.</summary>
public sealed class EarlierAttemptTests
{
    private const string Customer = """{"type":"customer","customer_id":"c1"}""";
    private const string Pack = """{"type":"grant","customer_id":"c1","unit":"USD","amount":"5.00","idempotency_key":"pack"}""";
    private const string Other = """{"type":"apply","customer_id":"c1","unit":"USD","amount":"9.00"}""";

    [Fact]
    public async Task Refusal_LineBeforeOneThatTheAttemptDid_IsWhatTheAttemptSaid()
    {
        await using var app = await CreditApplication.StartAsync();
        var checkpoint = app.Now;
        await app.ImportAsync($"{Customer}\n{Pack}");

        Assert.Equal("refused_before_interruption", await RefusalAsync(app, checkpoint, [Other, Pack], line: 0));
    }

    [Fact]
    public async Task Refusal_LineBeforeOneThatWasDoneBeforeTheCheckpoint_IsNone()
    {
        await using var app = await CreditApplication.StartAsync();
        await app.ImportAsync($"{Customer}\n{Pack}");
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(await RefusalAsync(app, app.Now, [Other, Pack], line: 0));
    }

    [Fact]
    public async Task Refusal_LineBetweenOneThatWasDoneAndItsRepetition_IsNone()
    {
        await using var app = await CreditApplication.StartAsync();
        var checkpoint = app.Now;
        await app.ImportAsync($"{Customer}\n{Pack}");

        Assert.Null(await RefusalAsync(app, checkpoint, [Pack, Other, Pack], line: 1));
    }

    /// <summary>The code with which a line of an interrupted chunk is rejected without being tried.</summary>
    private static async Task<string?> RefusalAsync(CreditApplication app, Instant checkpoint, string[] texts, int line)
    {
        var (business, token) = (new Business(CreditApplication.Business, "USD", 16, Instant.Min), TestContext.Current.CancellationToken);
        var run = new ImportRun(business.Id, "imp_x", new(ImportFormat.Ndjson, 1, ""), Instant.Min.Plus(TimeSpan.FromDays(1))) { CheckpointAt = checkpoint };
        var lines = texts.Select((text, at) => ImportLine.Read(new(at + 1, Encoding.UTF8.GetBytes(text), false), null, out var read) is null ? read! : throw new ArgumentException(text, nameof(texts))).ToList();
        var chunk = new ImportChunk(business, run, null, [.. lines.Select(one => one.Source)], WasBegun: true);
        var directory = app.Services.GetRequiredService<CachedDirectory>();
        var earlier = new EarlierAttempt(chunk, app.Services.GetRequiredService<CreditStore>(), directory, app.Time);

        await earlier.FindAsync(lines, token);

        Assert.Null(ImportCommand.KeyOf(chunk, lines[line], out var key));
        var (account, _) = await ImportCommand.AccountAsync(chunk, lines[line], directory, token);
        var (command, _) = ImportCommand.Read(lines[line], account!, key, new Dictionary<string, string>(StringComparer.Ordinal), app.Now);
        return (await earlier.RefusalAsync(command!, token))?.Code;
    }
}

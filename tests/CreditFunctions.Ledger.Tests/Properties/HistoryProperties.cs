using FsCheck;

namespace CreditFunctions.Ledger.Tests;

/// <summary>Every life of an account against the model, whatever is asked and however the clock jumps.</summary>
public sealed class HistoryProperties
{
    private const int Runs = 60;

    [Fact]
    public void Answers_EveryRequest_AreTheModels() => ForAll(history => Assert.All(
        history.Turns, turn => Assert.Equal(turn.Said.Select(said => said.Code), turn.Answers.Select(answer => answer.Refusal?.Code), StringComparer.Ordinal)));

    [Fact]
    public void AnswersEntries_EveryRequest_AreTheModels() => ForAll(history => Assert.All(
        history.Turns, turn => Assert.Equal(turn.Said.SelectMany(said => said.Entries), turn.Answers.SelectMany(answer => answer.Entries).Select(entry => entry.Entry.Seq))));

    [Fact]
    public void Entries_OfAllTurns_AreTheModels() => ForAll(history =>
        Assert.Equal(history.Model.Entries.Select(Views.Of), history.Shelf.Entries.Select(entry => Views.Of(entry.Entry)), StringComparer.Ordinal));

    [Fact]
    public void View_AfterEveryStep_IsTheModels() => ForAll(history => Assert.All(
        history.Turns, turn => Assert.Equal(turn.Model.ViewAt(turn.Now), Views.Of(turn.After.Account, turn.After.Grants, Ticks.At(turn.Now)))));

    [Fact]
    public void View_OfACrowdedAccount_IsTheModels() => ForAll(
        history => Assert.All(history.Turns, turn =>
        {
            Assert.Equal(turn.Said.Select(said => said.Code), turn.Answers.Select(answer => answer.Refusal?.Code), StringComparer.Ordinal);
            Assert.Equal(turn.Model.ViewAt(turn.Now), Views.Of(turn.After.Account, turn.After.Grants, Ticks.At(turn.Now)));
        }),
        History.Crowded,
        10);

    internal static void ForAll(Action<History> body) => ForAll(body, History.Any, Runs);

    internal static void ForAll(Action<History> body, Arbitrary<Step[]> lives, int runs) => Property.Holds(runs, lives, steps =>
    {
        var history = History.Play(steps);
        try
        {
            body(history);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(history.ToString(), e);
        }
    });
}

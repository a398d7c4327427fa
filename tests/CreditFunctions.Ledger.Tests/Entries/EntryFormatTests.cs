using System.Text;
using System.Text.Json;

namespace CreditFunctions.Ledger.Tests;

public sealed class EntryFormatTests
{
    private const string Whole = "An entry has a seq, a number, a commit and moves, and an amendment has terms.";

    [Fact]
    public void Write_Grants_AreTheseBytes() =>
        Assert.Equal(
            """
            [{"id":3,"terms":{"priority":50,"category":"paid","effective_at":"2026-01-01T00:00:00Z","expires_at":"2026-01-01T00:00:09Z"},"created_at":"2026-01-01T00:00:00Z","totals":{"pending":0,"available":5,"reserved":0,"applied":2,"expired":0,"voided":0}}]
            """,
            Encoding.UTF8.GetString(EntryFormat.Write([Build.Grant(3, available: 5, applied: 2, expires: 9)])));

    [Fact]
    public void Write_GrantThatNothingChangedSince_LeavesTheTimeOfItsLastChangeOut() =>
        Assert.DoesNotContain("updated_at", Encoding.UTF8.GetString(EntryFormat.Write(Build.Done(Build.Empty, 1, new GrantCommand(5)).Grants)), StringComparison.Ordinal);

    [Fact]
    public void ReadGrants_WhatWriteWrote_ComesBack()
    {
        var grant = Build.Grant(3, available: 5, applied: 2, expires: 9) with { Memo = "a \u2028 \"b\"\n\\" };

        Assert.Equal(grant, Assert.Single(EntryFormat.ReadGrants(EntryFormat.Write([grant]))));
    }

    [Fact]
    public void Write_GrantThatWasChangedAndVoided_SaysWhen() =>
        Assert.EndsWith(
            """
            "updated_at":"2026-01-01T00:00:09Z","voided":{"entry":7,"at":"2026-01-01T00:00:08Z"}}]
            """,
            Encoding.UTF8.GetString(EntryFormat.Write([Build.Grant(3, available: 5) with { UpdatedAt = Build.At(9), Voided = new(7, Build.At(8)) }])),
            StringComparison.Ordinal);

    [Fact]
    public void ReadGrants_GrantThatWasChangedAndVoided_ComesBack()
    {
        var grant = Build.Grant(3, available: 5) with { UpdatedAt = Build.At(9), Voided = new(7, Build.At(8)) };

        Assert.Equal(grant, Assert.Single(EntryFormat.ReadGrants(EntryFormat.Write([grant]))));
    }

    [Fact]
    public void ReadReservations_WhatWriteWrote_ComesBack()
    {
        var read = Assert.Single(EntryFormat.ReadReservations(EntryFormat.Write([new Reservation(4, Build.At(7), [new(1, 10), new(2, 5)])])));

        Assert.Equal((4, Build.At(7), 15), (read.Id, read.ExpiresAt, read.Amount));
        Assert.Equal([new(1, 10), new(2, 5)], read.Parts);
    }

    [Fact]
    public void ReadEntry_Entry_ComesBackFieldByField()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["order"] = "7", ["ключ"] = "значение" };
        var entry = Assert.Single(Build.Plan(Build.Empty, 1.25, new GrantCommand(long.MaxValue) { Memo = "m", Name = "n", Metadata = metadata }).Entries);

        var read = EntryFormat.ReadEntry(entry.Canonical.Span);

        Assert.Equal(
            (entry.Entry.Seq, entry.Entry.Number, entry.Entry.CommitId, entry.Entry.Previous, entry.Entry.Totals, entry.Entry.Overage),
            (read.Seq, read.Number, read.CommitId, read.Previous, read.Totals, read.Overage));
        var (draft, again) = (entry.Entry.Draft, read.Draft);
        Assert.Equal(
            (draft.Type, draft.Amount, draft.PostedAt, draft.CreatedAt, draft.Policy, draft.Terms, draft.Reservation, draft.Memo),
            (again.Type, again.Amount, again.PostedAt, again.CreatedAt, again.Policy, again.Terms, again.Reservation, again.Memo));
        Assert.Equal(draft.Moves, again.Moves);
        Assert.Equal(metadata, again.Metadata);
    }

    // A field a later program adds must not stop this one: that is how the format grows.
    [Fact]
    public void ReadEntry_FieldItDoesNotKnow_IsPassedOver()
    {
        var canonical = Encoding.UTF8.GetString(Assert.Single(Build.Plan(Build.Empty, 0, new GrantCommand(5)).Entries).Canonical.Span);

        Assert.Equal(5, EntryFormat.ReadEntry(Encoding.UTF8.GetBytes(canonical[..^1] + ",\"colour\":\"red\"}")).Draft.Amount);
    }

    // Of an entry that is whole but for this.
    [Theory]
    [InlineData("\"seq\":1,", "\"seq\":0,", Whole)]
    [InlineData("\"number\":1767225600000000,", "\"number\":0,", Whole)]
    [InlineData("\"commit\":\"commit-1\",", "", Whole)]
    [InlineData("\"moves\":", "\"moved\":", Whole)]
    [InlineData("\"moves\":", "\"amended\":{\"grant\":1},\"moves\":", Whole)]
    [InlineData("\"posted_at\":\"2026-01-01T00:00:00Z\"", "\"posted_at\":\"yesterday\"", "Not an RFC 3339 date-time.")]
    [InlineData("\"posted_at\":\"2026-01-01T00:00:00Z\"", "\"posted_at\":null", "Not an RFC 3339 date-time.")]
    [InlineData("\"prev\":\"", "\"prev\":\"00", "Not a hash.")]
    [InlineData("\"v\":1,", "\"v\":1,\"prev\":null,", "Not a hash.")]
    [InlineData("\"type\":\"grant\"", "\"type\":\"gift\"", null)]
    [InlineData("\"type\":\"grant\"", "\"type\":0", null)]
    [InlineData("\"to\":\"available\"", "\"to\":1", null)]
    public void ReadEntry_OneFieldBroken_IsAJsonException(string field, string broken, string? message)
    {
        var exception = Assert.ThrowsAny<JsonException>(() => EntryFormat.ReadEntry(Encoding.UTF8.GetBytes(Replaced(field, broken))));

        Assert.Equal(message ?? exception.Message, exception.Message);
    }

    [Fact]
    public void ReadEntry_LowestSeqAndNumber_AreRead()
    {
        var read = EntryFormat.ReadEntry(Encoding.UTF8.GetBytes(Replaced("\"number\":1767225600000000,", "\"number\":1,")));

        Assert.Equal((1, 1), (read.Seq, read.Number));
    }

    [Fact]
    public void ReadEntry_AmountPast63Bits_IsAJsonException()
    {
        var huge = Replaced("\"amount\":5", "\"amount\":9223372036854775808");

        Assert.ThrowsAny<JsonException>(() => EntryFormat.ReadEntry(Encoding.UTF8.GetBytes(huge)));
    }

    private static string Replaced(string field, string with)
    {
        var canonical = Encoding.UTF8.GetString(Assert.Single(Build.Plan(Build.Empty, 0, new GrantCommand(5)).Entries).Canonical.Span);
        var replaced = canonical.Replace(field, with, StringComparison.Ordinal);
        Assert.NotEqual(canonical, replaced);
        return replaced;
    }
}

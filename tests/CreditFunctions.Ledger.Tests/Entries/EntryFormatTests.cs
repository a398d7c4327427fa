using System.Text;
using System.Text.Json;

namespace CreditFunctions.Ledger.Tests;

public sealed class EntryFormatTests
{
    [Fact]
    public void Write_Grants_AreTheseBytes() =>
        Assert.Equal(
            """
            [{"id":3,"terms":{"priority":50,"category":"paid","effective_at":"2026-01-01T00:00:00Z","expires_at":"2026-01-01T00:00:09Z"},"created_at":"2026-01-01T00:00:00Z","totals":{"pending":0,"available":5,"reserved":0,"applied":2,"expired":0,"voided":0}}]
            """,
            Encoding.UTF8.GetString(EntryFormat.Write([Build.Grant(3, available: 5, applied: 2, expires: 9)])));

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

    [Fact]
    public void ReadEntry_AmountPast63Bits_IsAJsonException()
    {
        var canonical = Encoding.UTF8.GetString(Assert.Single(Build.Plan(Build.Empty, 0, new GrantCommand(5)).Entries).Canonical.Span);
        var huge = canonical.Replace("\"amount\":5", "\"amount\":9223372036854775808", StringComparison.Ordinal);

        Assert.ThrowsAny<JsonException>(() => EntryFormat.ReadEntry(Encoding.UTF8.GetBytes(huge)));
    }
}

using System.Text.Json;

namespace CreditFunctions.Dialects.Stripe;

/// <summary>A page of a list, newest first.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="HasMore">Is there more in the direction of reading?</param>
internal sealed record StripePage<T>(IReadOnlyList<T> Items, bool HasMore)
{
    /// <summary>The list as Stripe has it.</summary>
    public WrittenJson Answer(string url, Action<Utf8JsonWriter, T> write) => new(json =>
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteString("url"u8, url);
        json.WriteBoolean("has_more"u8, HasMore);
        json.WriteStartArray("data"u8);
        foreach (var item in Items)
        {
            write(json, item);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>The same page with each item replaced.</summary>
    public StripePage<TOther> With<TOther>(Func<T, TOther> other) => new([.. Items.Select(other)], HasMore);
}

/// <summary>Which page of a list is asked for.</summary>
/// <param name="Limit">Items of a page.</param>
/// <param name="StartingAfter">The item before the first of the page; null: from the newest on.</param>
/// <param name="EndingBefore">The item after the last of the page.</param>
internal sealed record StripePaging(int Limit, string? StartingAfter, string? EndingBefore)
{
    private const int DefaultLimit = 10;
    private const int MaxLimit = 100;

    /// <summary>The parameters of every list.</summary>
    public static readonly string[] Parameters = ["limit", "starting_after", "ending_before"];

    /// <summary>The item that the page begins or ends at; null: there is none.</summary>
    public string? Cursor => StartingAfter ?? EndingBefore;

    /// <summary>The parameter that names it.</summary>
    public string CursorName => StartingAfter is null ? "ending_before" : "starting_after";

    /// <summary>Does it lead back to what is newer?</summary>
    public bool IsBackwards => EndingBefore is not null;

    /// <summary>Reads the parameters.</summary>
    public static StripePaging Read(StripeFields fields)
    {
        var limit = fields.Integer(["limit"], 1, MaxLimit) ?? DefaultLimit;
        if (fields.Has("limit") && fields.Text("limit") is null)
        {
            fields.Refuse(StripeProblems.NotAnInteger("limit", "Invalid integer: "));
        }

        var (after, before) = (fields.Given("starting_after"), fields.Given("ending_before"));
        if (after is not null && before is not null)
        {
            fields.Refuse(StripeProblems.Invalid("ending_before", "You may only specify one of these parameters: starting_after, ending_before."));
        }

        return new((int)limit, after, before);
    }

    /// <summary>The page of a list that is read from the cursor on: towards what is older, or back to what is newer.</summary>
    public async Task<StripePage<T>> FromCursorAsync<T>(IAsyncEnumerable<T> items, CancellationToken cancellationToken)
    {
        var read = await items.Take(Limit + 1).ToListAsync(cancellationToken);
        var page = read.Take(Limit);
        return new([.. IsBackwards ? page.Reverse() : page], read.Count > Limit);
    }

    /// <summary>
    /// The page of a list that is read newest first: for a page that goes on, from behind the cursor; for one that leads back, from the newest until <paramref name="isCursor"/>, of
    /// which no more than a page is kept.
    /// </summary>
    public async Task<StripePage<T>> OfAsync<T>(IAsyncEnumerable<T> items, Func<T, bool> isCursor, CancellationToken cancellationToken)
    {
        var page = new Queue<T>(Limit + 1);
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            if (IsBackwards && isCursor(item))
            {
                break;
            }

            page.Enqueue(item);
            if (page.Count <= Limit + 1)
            {
                if (page.Count > Limit && !IsBackwards)
                {
                    break;
                }

                continue;
            }

            page.Dequeue();
        }

        var hasMore = page.Count > Limit;
        return new([.. IsBackwards && hasMore ? page.Skip(1) : page.Take(Limit)], hasMore);
    }
}

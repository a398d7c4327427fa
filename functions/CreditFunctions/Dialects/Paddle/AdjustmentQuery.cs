using System.Globalization;
using CreditFunctions.Http;
using CreditFunctions.Ledger;

namespace CreditFunctions.Dialects.Paddle;

/// <summary>Which adjustments are asked for, and which page of them.</summary>
internal sealed record AdjustmentQuery
{
    /// <summary>Adjustments of a page unless asked otherwise.</summary>
    public const int DefaultPerPage = 10;

    /// <summary>The most of a page; who asks for more gets this many.</summary>
    public const int MaxPerPage = 50;

    private static readonly string[] Actions = ["credit", "refund", "chargeback", "chargeback_reverse", "chargeback_warning", "chargeback_warning_reverse", "credit_reverse"];
    private static readonly string[] Statuses = ["pending_approval", "approved", "rejected", "reversed"];
    private static readonly string[] Orders = ["id[ASC]", "id[DESC]"];

    /// <summary>Only these; empty: all.</summary>
    public required IReadOnlyList<LocatedId> Ids { get; init; }

    /// <summary>Only those of these customers, by Paddle's ids; empty: all.</summary>
    public required IReadOnlyList<string> Customers { get; init; }

    /// <summary>Oldest first?</summary>
    public required bool OldestFirst { get; init; }

    /// <summary>1 to <see cref="MaxPerPage"/>.</summary>
    public required int PerPage { get; init; }

    /// <summary>The page begins after this one; null: with the first.</summary>
    public required LocatedId? After { get; init; }

    /// <summary>Can there be none? Everything here is credit, approved and without a subscription.</summary>
    public required bool MatchesNothing { get; init; }

    private List<string> Transactions { get; init; } = [];

    private List<string> Kinds { get; init; } = [];

    /// <summary>Reads the query, or says all that is wrong with it. Parameters it does not know are passed over, as Paddle does.</summary>
    public static (AdjustmentQuery? Query, Problem? Problem) Read(IQueryCollection query)
    {
        var problems = new List<FieldProblem>();
        var ids = ListParameter.Read(query, "id", static id => PaddleId.Is(id, PaddleId.Adjustment), PaddleId.Rule(PaddleId.Adjustment), problems);
        var subscriptions = ListParameter.Read(query, "subscription_id", static id => id == "null" || PaddleId.Is(id, PaddleId.Subscription), PaddleId.Rule(PaddleId.Subscription), problems);
        var statuses = Choice(query, "status", Statuses, problems);
        var kinds = Choice(query, "action", Actions, problems);
        var orders = Choice(query, "order_by", Orders, problems);
        if (orders.Count > 1)
        {
            problems.Add(new("order_by", $"order_by has {orders.Count} values; one is allowed."));
        }

        var read = new AdjustmentQuery
        {
            // An id of the right form that is none of ours names nothing.
            Ids = [.. ids.Select(static id => LocatedId.TryParse(id, PaddleId.Adjustment, out var located) ? located : default)],
            Customers = ListParameter.Read(query, "customer_id", static id => Id.IsValid(id), $"{PaddleId.Rule(PaddleId.Customer)}, or the customer's own id", problems),
            Transactions = ListParameter.Read(query, "transaction_id", static id => PaddleId.Is(id, PaddleId.Transaction), PaddleId.Rule(PaddleId.Transaction), problems),
            Kinds = kinds,
            OldestFirst = orders.Contains(Orders[0]),
            PerPage = ReadPerPage(query, problems),
            After = ReadAfter(query, problems),
            MatchesNothing = (kinds.Count > 0 && !kinds.Contains(Adjustment.Credit) && !kinds.Contains(Adjustment.CreditReverse))
                || (statuses.Count > 0 && !statuses.Contains("approved")) || (subscriptions.Count > 0 && !subscriptions.Contains("null")),
        };
        return problems.Count == 0 ? (read, null) : (null, Problem.Invalid(problems));
    }

    /// <summary>Is an adjustment, of a customer that is asked for, asked for?</summary>
    public bool Matches(Adjustment adjustment) =>
        (Transactions.Count == 0 || Transactions.Contains(adjustment.Transaction)) && (Kinds.Count == 0 || Kinds.Contains(adjustment.Action));

    private static List<string> Choice(IQueryCollection query, string name, string[] choices, List<FieldProblem> problems) =>
        ListParameter.Read(query, name, value => Array.Exists(choices, choice => choice == value), string.Join(", ", choices), problems);

    private static int ReadPerPage(IQueryCollection query, List<FieldProblem> problems)
    {
        var text = query["per_page"].ToString();
        if (text.Length == 0)
        {
            return DefaultPerPage;
        }

        if (text.AsSpan().ContainsAnyExceptInRange('0', '9') || text.AsSpan().TrimStart('0').IsEmpty)
        {
            problems.Add(new("per_page", $"per_page is '{Problem.Shown(text)}'; allowed is a whole number from 1, and above {MaxPerPage} it means {MaxPerPage}."));
            return DefaultPerPage;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var perPage) && perPage <= MaxPerPage ? perPage : MaxPerPage;
    }

    private static LocatedId? ReadAfter(IQueryCollection query, List<FieldProblem> problems)
    {
        var text = query["after"].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        if (!LocatedId.TryParse(text, PaddleId.Adjustment, out var id))
        {
            problems.Add(NoSuchAdjustment(text));
        }

        return id;
    }

    /// <summary>The problem of a page that is to begin after what is not there.</summary>
    public static FieldProblem NoSuchAdjustment(LocatedId id) => NoSuchAdjustment(id.ToString(PaddleId.Adjustment));

    private static FieldProblem NoSuchAdjustment(string id) => new("after", $"after is '{Problem.Shown(id)}'; allowed is the id of an adjustment in this list.");
}

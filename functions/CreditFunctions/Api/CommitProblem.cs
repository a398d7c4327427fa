using CreditFunctions.Http;
using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Api;

/// <summary>Why commands were not done, as a <see cref="Problem"/>. The code is that of the refusal; dialects put it into their own words.</summary>
internal static class CommitProblem
{
    /// <summary>The problem of an answer that is neither committed nor replayed.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="customer">The customer's id, as errors are to name it.</param>
    /// <param name="field">The request's name for a field of a command; null: it has none.</param>
    public static Problem Of(CommitAnswer answer, string customer, Func<Refusal, string?> field) => answer.Status switch
    {
        CommitStatus.Refused => Refused(answer.Refusal!, field(answer.Refusal!)),
        CommitStatus.KeyReused => new(
            StatusCodes.Status409Conflict, "idempotency_key_reused", $"The {IdempotencyHeader.Name} was used for another request of this customer; a new request needs a new key.")
        {
            Fields = [new(IdempotencyHeader.Name, "Use a new key for a new request.")],
        },
        CommitStatus.CustomerMissing => Customers.CustomersApi.Missing(customer),
        CommitStatus.Contended => Contention.Problem,
        CommitStatus.Unknown => new(
            StatusCodes.Status503ServiceUnavailable, "outcome_unknown", $"Storage did not say whether the write was done. With an {IdempotencyHeader.Name} it is safe to send it again.")
        { RetryAfter = 1 },
        _ => throw new ArgumentException($"There is no problem: {answer.Status}.", nameof(answer)),
    };

    private static Problem Refused(Refusal refusal, string? field) =>
        new(StatusOf(refusal), refusal.Code == RefusalCodes.InvalidField ? "invalid_request" : refusal.Code, refusal.Detail) { Fields = field is null ? [] : [new(field, refusal.Detail)] };

    private static int StatusOf(Refusal refusal) => refusal.Code switch
    {
        RefusalCodes.InvalidField => StatusCodes.Status400BadRequest,
        RefusalCodes.GrantNotFound or RefusalCodes.ReservationNotFound or RefusalCodes.EntryNotFound => StatusCodes.Status404NotFound,
        _ => StatusCodes.Status409Conflict,
    };
}

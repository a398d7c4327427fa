namespace CreditFunctions.Storage.Audits;

/// <summary>A row of the table <c>credits</c> that is not what it must be.</summary>
/// <param name="Partition">Its partition key.</param>
/// <param name="Row">Its row key, whether it is there or missing.</param>
/// <param name="Customer">Whose it is, as far as its key says.</param>
/// <param name="Entitlement">Its account's entitlement; null: it belongs to no one account.</param>
/// <param name="Unit">Its account's unit; null: it belongs to no one account.</param>
/// <param name="Problem">What is wrong with it, in words. Texts that people wrote are not repeated in it.</param>
public sealed record AuditFinding(string Partition, string Row, string? Customer, string? Entitlement, string? Unit, string Problem);

namespace CreditFunctions.Storage.Audits;

/// <summary>All that is stored of one account, each kind in order of its keys and to be gone through once.</summary>
/// <param name="Account">Its own row; null: there is none.</param>
/// <param name="Entries">Its entries, newest first.</param>
/// <param name="Grants">Its grants.</param>
/// <param name="Reservations">The ends of its reservations.</param>
/// <param name="Reversals">How much of its entries was undone.</param>
internal sealed record AccountRows(
    RawRow? Account, IAsyncEnumerable<RawRow> Entries, IAsyncEnumerable<RawRow> Grants, IAsyncEnumerable<RawRow> Reservations, IAsyncEnumerable<RawRow> Reversals);

using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Storage.Audits;

/// <summary>A commit as its entries tell of it.</summary>
/// <param name="Id">Its commit id.</param>
/// <param name="FirstSeq">The seq of its first entry.</param>
/// <param name="FirstNumber">That entry's number.</param>
/// <param name="Entries">How many it has.</param>
/// <param name="Grants">How many of them gave credit.</param>
internal sealed record StoredCommit(string Id, long FirstSeq, long FirstNumber, long Entries, long Grants)
{
    /// <summary>The key of its <c>time!</c> row.</summary>
    public string Row(AccountKey account) => RowKeys.Time(FirstNumber, account, FirstSeq);

    /// <summary>The commit that also has the entry before its first, if that entry is of the same commit; otherwise null.</summary>
    public StoredCommit? With(Entry before) => before.CommitId == Id
        ? this with { FirstSeq = before.Seq, FirstNumber = before.Number, Entries = Entries + 1, Grants = Grants + GrantsOf(before) }
        : null;

    /// <summary>The commit of one entry.</summary>
    public static StoredCommit Of(Entry entry) => new(entry.CommitId, entry.Seq, entry.Number, 1, GrantsOf(entry));

    private static long GrantsOf(Entry entry) => entry.Draft.Type == EntryType.Grant ? 1 : 0;
}

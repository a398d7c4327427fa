using CreditFunctions.Ledger;
using CreditFunctions.Storage.Credits;

namespace CreditFunctions.Storage.Audits;

/// <summary>
/// Goes through an account's entries newest first, as they are stored. Each names the hash of the one before it and the account's row names that of the last, so whoever
/// comes after an entry vouches for it: that tells which of two is the damaged one. What has been damaged vouches for nothing.
/// </summary>
/// <param name="key">The account.</param>
/// <param name="account">Its row; null: there is none.</param>
/// <param name="found">Gets each row that is wrong, and what is wrong with it.</param>
internal sealed class ChainCheck(AccountKey key, RawRow? account, Action<string, string> found)
{
    private readonly long? accountSeq = account?.Number("seq");
    private readonly EntryHash? accountHead = HashOf(account?.Text("head"));
    private long? next;
    private EntryHash? witness;

    /// <summary>The seq of the last entry that counts; 0: there is none.</summary>
    public long Last { get; private set; }

    /// <summary>Are all entries up to the last there, each as it was written? Only then can the account be made anew of them.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Decimals of the account's unit, as its first entry tells: the row may say anything.</summary>
    public int Precision { get; private set; }

    /// <summary>Takes the next entry: the one before those so far.</summary>
    public void Add(StoredEntry entry)
    {
        if (next is null && !Begin(entry))
        {
            return;
        }

        if (entry.Seq < next)
        {
            Missing(next!.Value, entry.Seq + 1);
            witness = null;
        }

        var problem = entry.Problem;
        var isDamaged = !entry.IsInItsPlace;
        if (witness is { } hash && EntryHash.Of(entry.Canonical) != hash && !isDamaged)
        {
            isDamaged = entry.Seq < Last || problem is not null;
            // Of the last entry and the account's row it is the row that is blamed, where the entry agrees with itself.
            problem = isDamaged ? Join("It is not the entry that was written: whatever comes after it names another hash.", problem) : null;
        }

        if (problem is not null)
        {
            found(entry.Row.Key, problem);
        }

        IsWhole &= !isDamaged;
        witness = isDamaged ? null : entry.Entry!.Previous;
        next = entry.Seq - 1;
        if (entry.Seq == 1 && !isDamaged)
        {
            Start(entry);
        }
    }

    /// <summary>There are no more.</summary>
    public void End()
    {
        if (next is null && accountSeq > 0)
        {
            IsWhole = false;
            found(RowKeys.Account(key), $"It says it has {accountSeq} entries, and has none.");
        }
        else if (next > 0)
        {
            Missing(next.Value, 1);
        }
    }

    private static EntryHash? HashOf(string? hex)
    {
        try
        {
            return hex is null ? null : EntryHash.Parse(hex);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Join(string problem, string? other) => other is null ? problem : $"{problem} {other}";

    /// <summary>Finds the last entry that counts. False: this one comes after it.</summary>
    private bool Begin(StoredEntry top)
    {
        var isHead = top.IsInItsPlace && accountHead == EntryHash.Of(top.Canonical);
        if (accountSeq is { } seq && top.Seq > seq && !isHead)
        {
            found(top.Row.Key, $"It must not be there: the account's last entry is {seq}.");
            return false;
        }

        // What the row's head names is the last entry, whatever its seq says.
        Last = isHead ? top.Seq : Math.Max(accountSeq ?? 0, top.Seq);
        (next, witness) = (Last, Last == top.Seq ? accountHead : null);
        return true;
    }

    private void Missing(long newest, long oldest)
    {
        IsWhole = false;
        found(RowKeys.Entry(key, newest), newest == oldest ? "It is missing." : $"It is missing, and so are the entries before it down to {oldest}.");
    }

    private void Start(StoredEntry first)
    {
        var precisions = Enumerable.Range(0, Unit.MaxPrecision + 1).Where(precision => EntryHash.Genesis(key, new(key.Unit, precision)) == first.Entry!.Previous).ToList();
        if (precisions is [var precision])
        {
            Precision = precision;
        }
        else
        {
            IsWhole = false;
            found(first.Row.Key, "It is not this account's first entry: it names another beginning of the chain.");
        }
    }
}

using System.Globalization;
using CreditFunctions.Ledger;

namespace CreditFunctions.Storage.Credits;

/// <summary>
/// The keys of the table <c>credits</c>. Each kind of row is one contiguous range of its partition, in customer order, since <c>!</c> sorts before every
/// character an id may hold. Part of the data format.
/// </summary>
public static class RowKeys
{
    /// <summary>The prefix of all account rows.</summary>
    public const string Accounts = "account!";

    /// <summary>The prefix of all customer rows.</summary>
    public const string Customers = "customer!";

    /// <summary>The prefix of all entry rows.</summary>
    public const string Entries = "entry!";

    /// <summary>The prefix of all rows of commits.</summary>
    public const string Times = "time!";

    /// <summary>The row that counts the customers' numbers of a shard.</summary>
    public const string NumberCounter = "number!";

    /// <summary>The prefix of all records of idempotency keys, oldest month first.</summary>
    public const string Keys = "key!";

    /// <summary>The prefix of all claims to keys that are unique in the business.</summary>
    public const string KeyClaims = "unique!";

    /// <summary>The partition of a customer.</summary>
    public static string Partition(string business, string customer, int shards) => Partition(business, Shard.Of(customer, shards));

    /// <summary>The partition of a shard.</summary>
    public static string Partition(string business, int shard) => string.Create(CultureInfo.InvariantCulture, $"{business}!{shard:x2}");

    /// <summary>A customer.</summary>
    public static string Customer(string customer) => Customers + customer;

    /// <summary>An account.</summary>
    public static string Account(AccountKey key) => $"{Accounts}{Path(key)}";

    /// <summary>The entries of an account, newest first.</summary>
    public static string EntriesOf(AccountKey key) => $"{Entries}{Path(key)}!";

    /// <summary>One entry.</summary>
    public static string Entry(AccountKey key, long seq) => EntriesOf(key) + Descending(seq);

    /// <summary>The grants of an account, newest first.</summary>
    public static string GrantsOf(AccountKey key) => $"grant!{Path(key)}!";

    /// <summary>One grant and what became of it.</summary>
    public static string Grant(AccountKey key, long grant) => GrantsOf(key) + Descending(grant);

    /// <summary>The end of a reservation.</summary>
    public static string Reservation(AccountKey key, long reservation) =>
        string.Create(CultureInfo.InvariantCulture, $"reservation!{Path(key)}!{reservation:D19}");

    /// <summary>How much of an application was already reversed.</summary>
    public static string Reversal(AccountKey key, long seq) => string.Create(CultureInfo.InvariantCulture, $"reversal!{Path(key)}!{seq:D19}");

    /// <summary>One commit, newest first over all accounts of a shard.</summary>
    public static string Time(long number, AccountKey key, long seq) =>
        string.Create(CultureInfo.InvariantCulture, $"{TimesOf(number)}{Path(key)}!{seq:D19}");

    /// <summary>The commits of a number; those of lower numbers come after them.</summary>
    public static string TimesOf(long number) => $"{Times}{Descending(number)}!";

    /// <summary>The account behind a hash of its key.</summary>
    public static string AccountHash(ulong hash) => string.Create(CultureInfo.InvariantCulture, $"id!{hash:x16}");

    /// <summary>The customer behind a number.</summary>
    public static string Number(long number) => string.Create(CultureInfo.InvariantCulture, $"{NumberCounter}{number:D16}");

    /// <summary>The claim of a customer to an external id, in the partition of <see cref="Partition(string, string, int)"/> of its hash.</summary>
    public static string Claim(ExternalId id) => $"external!{id.Hash}";

    /// <summary>The claim of a request to a key that is unique in the business, in the partition of <see cref="Partition(string, string, int)"/> of its hash.</summary>
    public static string Claim(BusinessKey key) => KeyClaims + key.Hash;

    /// <summary>What a caller's idempotency key was answered with, in the month of its commit.</summary>
    public static string IdempotencyKey(Instant month, string customer, string sha256) =>
        $"{KeysOf(month)}{customer}!{sha256}";

    /// <summary>The records of idempotency keys of a month.</summary>
    public static string KeysOf(Instant month) => string.Create(CultureInfo.InvariantCulture, $"{Keys}{month.ToDateTimeOffset():yyyyMM}!");

    /// <summary>The account of an account's or entry's row.</summary>
    public static AccountKey AccountOf(string partitionKey, string rowKey)
    {
        var parts = rowKey.Split('!');
        return new(partitionKey[..partitionKey.IndexOf('!', StringComparison.Ordinal)], parts[1], parts[2], parts[3]);
    }

    /// <summary>The number of a commit's row, its account, and the seq of its first entry.</summary>
    public static (long Number, AccountKey Account, long Seq) CommitOf(string partitionKey, string rowKey)
    {
        var parts = rowKey.Split('!');
        return (
            long.MaxValue - long.Parse(parts[1], CultureInfo.InvariantCulture),
            new(partitionKey[..partitionKey.IndexOf('!', StringComparison.Ordinal)], parts[2], parts[3], parts[4]),
            long.Parse(parts[5], CultureInfo.InvariantCulture));
    }

    private static string Path(AccountKey key) => $"{key.Customer}!{key.Entitlement}!{key.Unit}";

    private static string Descending(long value) => (long.MaxValue - value).ToString("D19", CultureInfo.InvariantCulture);
}

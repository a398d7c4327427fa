using System.Buffers;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage.InMemory;

/// <summary>What the service takes as one row.</summary>
internal static class RowLimits
{
    /// <summary>Bytes of a row, counted as the service does.</summary>
    public const int MaxRowBytes = 1024 * 1024;

    /// <summary>Columns of a row, the system's three apart.</summary>
    public const int MaxColumns = 252;

    /// <summary>UTF-16 characters of a key: 1 KiB.</summary>
    public const int MaxKeyLength = 512;

    private static readonly SearchValues<char> NotInKeys =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c))]);

    /// <summary>Refuses a row the service would refuse.</summary>
    /// <exception cref="StorageException">With the service's status and code.</exception>
    public static void Check(string partitionKey, string rowKey, List<RowColumn> columns)
    {
        CheckKey(partitionKey);
        CheckKey(rowKey);
        if (columns.Count > MaxColumns)
        {
            throw Refused("TooManyProperties", $"a row has {columns.Count} columns, and {MaxColumns} are allowed");
        }

        var bytes = 4 + (2 * (partitionKey.Length + rowKey.Length));
        foreach (var column in columns)
        {
            var length = column.TextLength();
            if (length > ColumnWriter.MaxStringLength)
            {
                throw Refused("PropertyValueTooLarge", $"column {column.Name} has {length} characters, and {ColumnWriter.MaxStringLength} are allowed");
            }

            // Eight bytes and the name in UTF-16, then the value: text in UTF-16 and its length, anything else in 8 bytes.
            bytes += 8 + (2 * column.Name.Length) + (length is { } characters ? 4 + (2 * characters) : 8);
        }

        if (bytes > MaxRowBytes)
        {
            throw Refused("EntityTooLarge", $"a row has {bytes} bytes, and {MaxRowBytes} are allowed");
        }
    }

    private static void CheckKey(string key)
    {
        if (key.Length > MaxKeyLength)
        {
            throw Refused("KeyValueTooLarge", $"a key has {key.Length} characters, and {MaxKeyLength} are allowed");
        }

        if (key.AsSpan().ContainsAny(NotInKeys))
        {
            throw Refused("OutOfRangeInput", "a key has a character that is not allowed: / \\ # ? or a control character");
        }
    }

    private static StorageException Refused(string code, string why) => new($"Storage refuses the row: {why}.", mayHaveHappened: false, 400, code);
}

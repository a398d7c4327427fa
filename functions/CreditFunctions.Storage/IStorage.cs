using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage;

/// <summary>A storage account: where tables and containers come from. What is returned is cheap and may be kept or asked for again.</summary>
public interface IStorage
{
    /// <summary>The table of that name (3 to 63 letters and digits), whether it exists yet or not.</summary>
    ITable Table(string name);

    /// <summary>The container of that name (3 to 63 small letters, digits and dashes), whether it exists yet or not.</summary>
    IBlobContainer Container(string name);
}

using CreditFunctions.Storage.Blobs;
using CreditFunctions.Storage.Queues;
using CreditFunctions.Storage.Tables;

namespace CreditFunctions.Storage;

/// <summary>A storage account: where tables, containers and queues come from. What is returned is cheap and may be kept or asked for again.</summary>
public interface IStorage
{
    /// <summary>The table of that name, whether it exists yet or not.</summary>
    /// <exception cref="ArgumentException">That is no name of a table: see <see cref="NameRules"/>.</exception>
    ITable Table(string name);

    /// <summary>The container of that name, whether it exists yet or not.</summary>
    /// <exception cref="ArgumentException">That is no name of a container: see <see cref="NameRules"/>.</exception>
    IBlobContainer Container(string name);

    /// <summary>The queue of that name, whether it exists yet or not.</summary>
    /// <exception cref="ArgumentException">That is no name of a queue: see <see cref="NameRules"/>.</exception>
    IQueue Queue(string name);
}

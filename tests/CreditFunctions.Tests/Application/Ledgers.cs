namespace CreditFunctions.Tests.Application;

/// <summary>The storages the same test runs on.</summary>
public static class Ledgers
{
    public const string Memory = "memory";
    public const string Azurite = "azurite";

    /// <summary>The program on one of them.</summary>
    internal static Task<CreditApplication> StartAsync(this AzuriteFixture azurite, string storage, string business) =>
        storage == Memory ? CreditApplication.StartAsync() : azurite.StartAsync(business);
}

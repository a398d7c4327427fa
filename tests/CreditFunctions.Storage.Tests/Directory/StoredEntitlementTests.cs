using CreditFunctions.Ledger;
using CreditFunctions.Storage.Directory;
using CreditFunctions.Storage.InMemory;
using CreditFunctions.Storage.Tests.Clock;

namespace CreditFunctions.Storage.Tests.Directory;

/// <summary>What a vendor's API keeps with an entitlement.</summary>
public sealed class StoredEntitlementTests
{
    private const string Business = "biz";

    private static readonly Entitlement Hours = new("hours", "Lane hours", new Unit("hours", 2), DrawOrder.Fifo) { ExpiresAfterDays = 30 };

    private readonly ManualTime time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Instant Now => Instant.Now(time);

    [Fact]
    public async Task Change_NewEntitlement_ComesBackWithAllThereIsToIt()
    {
        var directory = await CreateSutAsync();
        var hours = new StoredEntitlement(Hours, Now.Plus(TimeSpan.FromDays(-2)), Now.Plus(TimeSpan.FromDays(-1)), Now, """{"rollover_enabled":true,"name":"Zürich"}""");

        Assert.Equal(hours, await directory.ChangeEntitlementAsync(Business, "hours", _ => hours, Token));

        Assert.Equal(hours, await directory.StoredEntitlementAsync(Business, "hours", Token));
        Assert.Equal([hours], await directory.StoredEntitlementsAsync(Business, Token));
        Assert.Equal(Hours, await directory.EntitlementAsync(Business, "hours", Token));
    }

    [Fact]
    public async Task Change_ThatWantsNone_WritesNothing()
    {
        var directory = await CreateSutAsync();

        Assert.Null(await directory.ChangeEntitlementAsync(Business, "hours", _ => null, Token));

        Assert.Null(await directory.StoredEntitlementAsync(Business, "hours", Token));
    }

    [Fact]
    public async Task Change_WhileAnotherChangesIt_LosesNeither()
    {
        var directory = await CreateSutAsync();
        await directory.PutEntitlementAsync(Business, Hours, Token);
        var calls = 0;

        await directory.ChangeEntitlementAsync(
            Business, "hours",
            stored =>
            {
                if (calls++ == 0)
                {
                    directory.ChangeEntitlementAsync(Business, "hours", other => other! with { VendorTerms = "{}" }, Token).GetAwaiter().GetResult();
                }

                return stored! with { DeletedAt = Now };
            },
            Token);

        var after = await directory.StoredEntitlementAsync(Business, "hours", Token);
        Assert.Equal((2, "{}", Now), (calls, after!.VendorTerms, after.DeletedAt));
    }

    [Fact]
    public async Task Change_ThatOthersAlwaysForestall_EndsInAFailure()
    {
        var directory = await CreateSutAsync();
        await directory.PutEntitlementAsync(Business, Hours, Token);

        var exception = await Assert.ThrowsAsync<StorageException>(() => directory.ChangeEntitlementAsync(
            Business, "hours",
            stored =>
            {
                directory.PutEntitlementAsync(Business, Hours, Token).GetAwaiter().GetResult();
                return stored;
            },
            Token));

        Assert.False(exception.MayHaveHappened);
    }

    [Fact]
    public async Task Put_OfTheServicesOwnApi_KeepsWhatAVendorsKeepsAndSaysWhenItWasChanged()
    {
        var directory = await CreateSutAsync();
        var made = Now;
        await directory.ChangeEntitlementAsync(Business, "hours", _ => new(Hours, made, made, made, "{}"), Token);
        time.Pass(TimeSpan.FromDays(1));

        await directory.PutEntitlementAsync(Business, Hours with { Name = "Hours" }, Token);

        Assert.Equal(new(Hours with { Name = "Hours" }, made, Now, made, "{}"), await directory.StoredEntitlementAsync(Business, "hours", Token));
    }

    [Fact]
    public async Task Put_Twice_SaysWhenItWasMadeAndWhenItWasChanged()
    {
        var directory = await CreateSutAsync();
        var made = Now;
        await directory.PutEntitlementAsync(Business, Hours, Token);
        Assert.Equal(new(Hours, made, made), await directory.StoredEntitlementAsync(Business, "hours", Token));
        time.Pass(TimeSpan.FromDays(1));

        await directory.PutEntitlementAsync(Business, Hours, Token);

        Assert.Equal(new(Hours, made, Now), await directory.StoredEntitlementAsync(Business, "hours", Token));
    }

    [Fact]
    public async Task Stored_DefaultThatNobodyPut_IsNotThere()
    {
        var directory = await CreateSutAsync();

        Assert.Null(await directory.StoredEntitlementAsync(Business, Entitlement.DefaultId, Token));
        Assert.Empty(await directory.StoredEntitlementsAsync(Business, Token));
        Assert.Equal([Entitlement.Default], await directory.EntitlementsAsync(Business, Token));
    }

    [Fact]
    public async Task Change_TermsOf16Kilobytes_AreKept()
    {
        var directory = await CreateSutAsync();
        var terms = new string('é', StoredEntitlement.MaxVendorTermsBytes / 2);

        await directory.ChangeEntitlementAsync(Business, "hours", _ => new(Hours, Now, Now, VendorTerms: terms), Token);

        Assert.Equal(terms, (await directory.StoredEntitlementAsync(Business, "hours", Token))!.VendorTerms);
    }

    [Fact]
    public async Task Change_ToWhatMustNotBe_IsAMistake()
    {
        var directory = await CreateSutAsync();
        await directory.PutEntitlementAsync(Business, Hours, Token);
        StoredEntitlement[] mistakes =
        [
            new(Hours with { Id = "days" }, Now, Now), new(Hours with { Unit = new Unit("hours", 3) }, Now, Now),
            new(Hours, Now, Now, VendorTerms: new('x', StoredEntitlement.MaxVendorTermsBytes + 1)),
        ];

        foreach (var mistake in mistakes)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => directory.ChangeEntitlementAsync(Business, "hours", _ => mistake, Token));
        }

        Assert.Equal(new(Hours, Now, Now), await directory.StoredEntitlementAsync(Business, "hours", Token));
    }

    private async Task<DirectoryStore> CreateSutAsync()
    {
        var table = new InMemoryTable(time);
        await table.CreateIfMissingAsync(Token);
        return new(table);
    }
}

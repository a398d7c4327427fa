namespace CreditFunctions.Tests.Application;

/// <summary>One program for a table of requests none of which changes anything.</summary>
public sealed class SharedApplication : IAsyncLifetime
{
    internal CreditApplication App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await CreditApplication.StartAsync();
        await App.GrantAsync("c1", "10.00");
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

namespace CreditFunctions.Hosting;

/// <summary>Work in the background that begins when storage was set up, or was found to be out of reach; the program does not wait for it to listen.</summary>
internal sealed class BackgroundWork(StorageSetUp setUp, BackgroundService work) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private Task started = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        started = setUp.FirstTry.IsCompleted ? work.StartAsync(cancellationToken) : StartLaterAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stop.CancelAsync();
        await started;
        await work.StopAsync(cancellationToken);
    }

    public void Dispose()
    {
        work.Dispose();
        stop.Dispose();
    }

    private async Task StartLaterAsync()
    {
        try
        {
            // Set up or not, it ends when the program does.
            await setUp.FirstTry.WaitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        await work.StartAsync(CancellationToken.None);
    }
}

/// <summary>Registers it.</summary>
internal static class BackgroundWorkRegistration
{
    /// <summary>Adds background work that <paramref name="make"/> makes, or finds.</summary>
    public static void AddBackgroundWork(this IServiceCollection services, Func<IServiceProvider, BackgroundService> make) =>
        services.AddSingleton<IHostedService>(all => new BackgroundWork(all.GetRequiredService<StorageSetUp>(), make(all)));
}

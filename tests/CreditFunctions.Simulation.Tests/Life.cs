namespace CreditFunctions.Simulation;

/// <summary>How long a process lives. Once it is over nobody hears of anything that it waits for, and so nothing more is done; what was on its way may still happen.</summary>
internal sealed class Life
{
    private readonly TaskCompletionSource never = new();

    public bool IsOver { get; private set; }

    public void End() => IsOver = true;

    /// <summary>Makes a call, and returns its answer to the living.</summary>
    public async Task<T> WhileItLastsAsync<T>(Func<Task<T>> call)
    {
        await LastAsync();
        var result = await call();
        await LastAsync();
        return result;
    }

    /// <inheritdoc cref="WhileItLastsAsync{T}(Func{Task{T}})"/>
    public Task WhileItLastsAsync(Func<Task> call) => WhileItLastsAsync(async () =>
    {
        await call();
        return true;
    });

    /// <summary>Returns while it lasts, and never after.</summary>
    public Task LastAsync() => IsOver ? never.Task : Task.CompletedTask;
}

namespace CreditFunctions.Storage.Snapshots;

/// <summary>Goes through a sequence, and says what comes next before it is taken.</summary>
internal sealed class Ahead<T>(IAsyncEnumerable<T> all, CancellationToken cancellationToken) : IAsyncDisposable
    where T : class
{
    private readonly IAsyncEnumerator<T> all = all.GetAsyncEnumerator(cancellationToken);

    /// <summary>What comes next, once it was moved; null: nothing.</summary>
    public T? Next { get; private set; }

    /// <summary>Goes to the first, or on to the next.</summary>
    public async ValueTask MoveAsync() => Next = await all.MoveNextAsync() ? all.Current : null;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => all.DisposeAsync();
}

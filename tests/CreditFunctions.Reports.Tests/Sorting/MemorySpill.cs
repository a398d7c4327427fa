namespace CreditFunctions.Reports.Tests.Sorting;

/// <summary>Runs in memory: it counts them, and can damage what it holds.</summary>
internal sealed class MemorySpill : ISpill
{
    public List<MemoryFile> Files { get; } = [];

    public bool IsDisposed { get; private set; }

    /// <summary>Changes each run when it is finished.</summary>
    public Func<byte[], byte[]> Damage { get; init; } = static bytes => bytes;

    /// <summary>Is told of each write before it is done.</summary>
    public Action OnWrite { get; init; } = static () => { };

    public int Left => Files.Count(file => !file.IsDisposed);

    public SpilledRun Begin() => new Run(this);

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return default;
    }

    private sealed class Run(MemorySpill spill) : SpilledRun
    {
        private readonly MemoryStream content = new();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            spill.OnWrite();
            return this.content.WriteAsync(content, cancellationToken);
        }

        public override Task<IRangedFile> FinishAsync(CancellationToken cancellationToken)
        {
            var file = new MemoryFile(spill.Damage(content.ToArray()));
            lock (spill.Files)
            {
                spill.Files.Add(file);
            }

            return Task.FromResult<IRangedFile>(file);
        }

        public override ValueTask DisposeAsync() => default;
    }
}

internal sealed class MemoryFile(byte[] content) : IRangedFile
{
    public byte[] Content => content;

    public bool IsDisposed { get; private set; }

    public long Length => content.Length;

    public async ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        if (offset + buffer.Length > content.Length)
        {
            throw new EndOfStreamException();
        }

        content.AsMemory((int)offset, buffer.Length).CopyTo(buffer);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return default;
    }
}

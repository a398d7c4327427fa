namespace CreditFunctions.Reports;

/// <summary>A run of a <see cref="LocalSpill"/>: a temporary file as long as there is room, then a run of the other place.</summary>
internal sealed class LocalRun(LocalSpill spill) : SpilledRun
{
    private const int CopyBytes = 256 * 1024;

    private TemporaryFile? file;
    private SpilledRun? moved;
    private bool finished;

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        if (moved is null && !TryAppend(content, out var problem))
        {
            await MoveAsync(problem, cancellationToken);
        }

        if (moved is not null)
        {
            await moved.WriteAsync(content, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async Task<IRangedFile> FinishAsync(CancellationToken cancellationToken)
    {
        if (moved is null && file is null && !TryAppend(default, out var problem))
        {
            await MoveAsync(problem, cancellationToken);
        }

        var result = moved is null ? file! : await moved.FinishAsync(cancellationToken);
        finished = true;
        return result;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (moved is not null)
        {
            await moved.DisposeAsync();
        }

        if (file is not null && !finished)
        {
            await file.DisposeAsync();
        }
    }

    private bool TryAppend(ReadOnlyMemory<byte> content, out Exception? problem)
    {
        problem = null;
        if (!spill.TryTake(content.Length))
        {
            return false;
        }

        try
        {
            file ??= spill.Create();
            file.Append(content);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            spill.GiveBack(content.Length);
            problem = exception;
            return false;
        }
    }

    private async Task MoveAsync(Exception? problem, CancellationToken cancellationToken)
    {
        moved = (spill.Overflow ?? throw spill.NoRoom(problem)).Begin();
        if (file is null)
        {
            return;
        }

        var part = new byte[Math.Min(CopyBytes, file.Length)];
        for (var offset = 0L; offset < file.Length; offset += part.Length)
        {
            var content = part.AsMemory(0, (int)Math.Min(part.Length, file.Length - offset));
            try
            {
                await file.ReadAsync(offset, content, cancellationToken);
            }
            catch (IOException exception)
            {
                throw new SpillException($"A sorted run cannot be read from {offset} on: {exception.Message}", exception) { IsDamage = true };
            }

            await moved.WriteAsync(content, cancellationToken);
        }

        await file.DisposeAsync();
        file = null;
    }
}

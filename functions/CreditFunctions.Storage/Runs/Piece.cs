namespace CreditFunctions.Storage.Runs;

/// <summary>
/// A piece of a run: what is done in one call. When its time is over nothing more is begun, what is under way is finished, and the run goes on in the next piece; what is still under way at the end
/// of the grace after it is broken off, and begun again there.
/// </summary>
public sealed class Piece : IDisposable
{
    private readonly TimeProvider clock;
    private readonly long since;
    private readonly TimeSpan time;
    private readonly CancellationTokenSource? end;
    private readonly CancellationTokenSource either;

    /// <summary>Begins one.</summary>
    /// <param name="clock">Measures it.</param>
    /// <param name="time">How long something is begun; <see cref="Timeout.InfiniteTimeSpan"/>: without end.</param>
    /// <param name="grace">How long after that what was begun may take.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public Piece(TimeProvider clock, TimeSpan time, TimeSpan grace, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(clock);
        (this.clock, since, this.time) = (clock, clock.GetTimestamp(), time);
        end = time == Timeout.InfiniteTimeSpan ? null : new(time + grace, clock);
        either = CancellationTokenSource.CreateLinkedTokenSource(end?.Token ?? default, cancellationToken);
    }

    /// <summary>Is it time to begin nothing more?</summary>
    public bool IsOver => time != Timeout.InfiniteTimeSpan && clock.GetElapsedTime(since) >= time;

    /// <summary>How long something is still begun; <see cref="Timeout.InfiniteTimeSpan"/>: without end.</summary>
    public TimeSpan Left => time == Timeout.InfiniteTimeSpan ? time : IsOver ? TimeSpan.Zero : time - clock.GetElapsedTime(since);

    /// <summary>Breaks off what is under way: by the caller's wish, or when the grace is over.</summary>
    public CancellationToken Stop => either.Token;

    /// <summary>Was it broken off because its grace was over?</summary>
    public bool RanOut => end?.IsCancellationRequested == true;

    /// <summary>One without end.</summary>
    public static Piece Unlimited(TimeProvider clock, CancellationToken cancellationToken) => new(clock, Timeout.InfiniteTimeSpan, TimeSpan.Zero, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        either.Dispose();
        end?.Dispose();
    }
}

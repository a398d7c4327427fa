namespace CreditFunctions.Storage.Runs;

/// <summary>How working on a run ended.</summary>
public enum RunOutcome
{
    /// <summary>Its effect is there, made now or before.</summary>
    Done,

    /// <summary>The piece is over; the run is open for the next and goes on where it is.</summary>
    Unfinished,

    /// <summary>Another is working on it.</summary>
    Busy,

    /// <summary>Another took it over before this attempt came to its end.</summary>
    Lost,

    /// <summary>This attempt failed; the run is open for the next.</summary>
    Retry,

    /// <summary>The run is given up.</summary>
    Failed,
}

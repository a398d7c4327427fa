namespace CreditFunctions.Standin;

/// <summary>What became of one call of a function.</summary>
/// <param name="Function">Its name.</param>
/// <param name="Error">Why it failed; null: it did not.</param>
/// <param name="Logs">What the reply had to say.</param>
public sealed record Invocation(string Function, string? Error, IReadOnlyList<string> Logs)
{
    /// <summary>Did it end well?</summary>
    public bool Succeeded => Error is null;
}

/// <summary>Why a call of the handler failed.</summary>
public sealed class InvocationException(string message, Exception? inner = null) : Exception(message, inner);

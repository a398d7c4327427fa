namespace CreditFunctions.Storage;

/// <summary>Storage could not do what was asked: it is down, slow, throttling, or refuses the credentials.</summary>
public sealed class StorageException : Exception
{
    /// <summary>A failure.</summary>
    /// <param name="message">What was tried and what came back; names no keys and no customer's data.</param>
    /// <param name="mayHaveHappened">Could the write have taken effect all the same?</param>
    /// <param name="status">The HTTP status, if an answer came.</param>
    /// <param name="code">The service's error code, such as <c>ServerBusy</c>, if one came.</param>
    /// <param name="innerException">What the transport threw, if it did.</param>
    public StorageException(string message, bool mayHaveHappened, int? status = null, string? code = null, Exception? innerException = null)
        : base(message, innerException)
    {
        MayHaveHappened = mayHaveHappened;
        Status = status;
        Code = code;
    }

    /// <summary>Could the write have taken effect all the same? Always false for reads.</summary>
    public bool MayHaveHappened { get; }

    /// <summary>The HTTP status, if an answer came.</summary>
    public int? Status { get; }

    /// <summary>The service's error code, if one came.</summary>
    public string? Code { get; }
}

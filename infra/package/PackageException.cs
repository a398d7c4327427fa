namespace CreditFunctions.Package;

/// <summary>A package could not be made, or is not as it must be; the message says what is wrong.</summary>
public sealed class PackageException(string message, Exception? innerException = null) : Exception(message, innerException);

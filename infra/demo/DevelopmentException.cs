namespace CreditFunctions.Demo;

/// <summary>Why local development cannot go on, in one line for people.</summary>
public sealed class DevelopmentException(string message) : Exception(message);

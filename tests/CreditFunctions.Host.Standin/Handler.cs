namespace CreditFunctions.Standin;

/// <summary>The program behind the host, from its start to its end.</summary>
/// <param name="Exited">Ends when it does.</param>
/// <param name="Kill">Ends it in the middle of whatever it does.</param>
public sealed record Handler(Task Exited, Action Kill);

namespace CreditFunctions.Hosting;

/// <summary>One function that a queue's messages trigger, declared once.</summary>
/// <param name="Name">The function's name on Azure; the host posts its messages to a path of this name.</param>
/// <param name="Queue">The queue's name.</param>
/// <param name="Run">What it does with a message's text, with the program's services. What it throws brings the message back, and in the end to the queue's poison queue.</param>
internal sealed record QueueFunction(string Name, string Queue, Func<IServiceProvider, string, CancellationToken, Task> Run);

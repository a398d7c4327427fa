namespace CreditFunctions.Hosting;

/// <summary>One timer function, declared once.</summary>
/// <param name="Name">The function's name on Azure; the host posts its events to a path of this name.</param>
/// <param name="ScheduleSetting">The app setting with its NCRONTAB schedule.</param>
/// <param name="DefaultSchedule">The schedule if the setting is missing.</param>
/// <param name="Run">What it does, with the program's services; what it returns is logged by the host, line by line.</param>
internal sealed record TimerFunction(string Name, string ScheduleSetting, string DefaultSchedule, Func<IServiceProvider, CancellationToken, Task<IReadOnlyList<string>>> Run);

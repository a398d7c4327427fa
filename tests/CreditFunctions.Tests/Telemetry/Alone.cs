namespace CreditFunctions.Tests.Telemetry;

/// <summary>Spans and measurements are of the whole process: these tests run when no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}

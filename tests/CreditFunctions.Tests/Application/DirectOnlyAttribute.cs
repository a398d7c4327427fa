using Xunit.v3;

namespace CreditFunctions.Tests.Application;

/// <summary>Marks what cannot pass a Functions host, and says why: it is not run through one. All else is.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class DirectOnlyAttribute(string why) : Attribute, ITraitAttribute
{
    /// <summary>The same for one row of a theory, as its traits; why is said beside it.</summary>
    public const string Name = "Way";

    /// <summary>The value of the trait.</summary>
    public const string Value = "direct";

    /// <summary>What a host does instead.</summary>
    public string Why => why;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new(Name, Value)];
}

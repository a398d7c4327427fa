namespace CreditFunctions.Ledger;

/// <summary>What an entry records. Written in snake case; a name, once used, keeps its meaning.</summary>
public enum EntryType
{
    /// <summary>Credit was given.</summary>
    Grant,

    /// <summary>Pending credit became available: an effect of time.</summary>
    Activate,

    /// <summary>Credit was consumed.</summary>
    Apply,

    /// <summary>Credit was set aside.</summary>
    Reserve,

    /// <summary>Reserved credit was consumed.</summary>
    Capture,

    /// <summary>Reserved credit was given back.</summary>
    Release,

    /// <summary>A reservation ran out of time: an effect of time.</summary>
    Lapse,

    /// <summary>The business took credit back.</summary>
    Void,

    /// <summary>Credit ran out of time, or was ended early.</summary>
    Expire,

    /// <summary>Consumption was undone.</summary>
    Reverse,

    /// <summary>The terms of a grant changed.</summary>
    Amend,

    /// <summary>Overage was forgiven or charged.</summary>
    SettleOverage,
}

/// <summary>The wire names of <see cref="EntryType"/>.</summary>
public static class EntryTypes
{
    /// <summary>The wire name, such as <c>settle_overage</c>.</summary>
    public static string Name(this EntryType type) => SnakeCase.Name(type);
}

namespace CreditFunctions.Storage.Runs;

/// <summary>Names in the container <c>reports</c>. Part of the data format.</summary>
public static class RunPaths
{
    /// <summary>What the one who works on a business's runs of a task holds a lease on, where these are worked on one at a time.</summary>
    public static string Lock(string business, RunTask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return $"{business}/runs/{task.Key}.lock";
    }
}

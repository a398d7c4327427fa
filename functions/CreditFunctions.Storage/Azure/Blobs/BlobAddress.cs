namespace CreditFunctions.Storage.Azure.Blobs;

/// <summary>Paths of the Blob service, escaped.</summary>
internal static class BlobAddress
{
    /// <summary>One blob; the slashes of its name stay slashes.</summary>
    public static string Blob(string container, string name) =>
        $"/{container}/{Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal)}";

    /// <summary>A page of a listing.</summary>
    public static string List(string container, string prefix, string marker) =>
        $"/{container}?restype=container&comp=list&prefix={Uri.EscapeDataString(prefix)}"
        + (marker.Length == 0 ? "" : $"&marker={Uri.EscapeDataString(marker)}");
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace CreditFunctions.Infra;

/// <summary>A configuration in which nothing is set, and that remembers what was asked for.</summary>
internal sealed class ReadSettings : IConfiguration
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The names that were asked for, as app settings are written on Linux: no colon, no hyphen.</summary>
    public IEnumerable<string> Names => _names.Select(static name => name.Replace(":", "__", StringComparison.Ordinal).Replace('-', '_')).Distinct(StringComparer.Ordinal);

    /// <inheritdoc />
    public string? this[string key]
    {
        get
        {
            _names.Add(key);
            return null;
        }
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public IEnumerable<IConfigurationSection> GetChildren() => throw new NotSupportedException();

    /// <inheritdoc />
    public IChangeToken GetReloadToken() => throw new NotSupportedException();

    /// <inheritdoc />
    public IConfigurationSection GetSection(string key) => throw new NotSupportedException();
}

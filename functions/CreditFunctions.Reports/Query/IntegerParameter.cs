using System.Globalization;

namespace CreditFunctions.Reports;

/// <summary>A parameter that is an integer within bounds.</summary>
internal static class IntegerParameter
{
    /// <summary>The integer; null where it is not given or is wrong, which is a problem.</summary>
    public static long? Read(RawParameters raw, string name, long least, long most)
    {
        var allowed = $"an integer from {least} to {most}";
        if (raw.Single(name, allowed) is not { } value)
        {
            return null;
        }

        var digits = value.AsSpan(value.StartsWith('-') ? 1 : 0);
        if (digits.Length == 0 || digits.ContainsAnyExceptInRange('0', '9'))
        {
            raw.Report(name, $"{QueryProblem.Show(value)} is not an integer", allowed);
            return null;
        }

        // Digits that do not fit a long are beyond every bound, on the side the sign says.
        var fits = long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number);
        if ((fits && number < least) || (!fits && value[0] == '-'))
        {
            raw.Report(name, $"{QueryProblem.Show(value)} is below {least}", allowed);
            return null;
        }

        if (!fits || number > most)
        {
            raw.Report(name, $"{QueryProblem.Show(value)} is above {most}", allowed);
            return null;
        }

        return number;
    }
}

using System.Collections.Frozen;

namespace CreditFunctions.Ledger;

/// <summary>
/// The currencies of ISO 4217 and how many decimals each has (its minor unit). Source: ISO 4217 list one, as maintained by SIX
/// (amendment 180). Precious metals, test codes and fund codes, which nobody is paid in, are left out, but for CLF and UYW, in which contracts are made.
/// </summary>
public static class Currencies
{
    /// <summary>The most decimals a currency has.</summary>
    public const int MaxPrecision = 4;

    private const string TwoDecimals =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK " +
        "DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR " +
        "KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD " +
        "PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY " +
        "TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

    private const string NoDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
    private const string ThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";
    private const string FourDecimals = "CLF UYW";

    private static readonly FrozenDictionary<string, int> Precisions = new[] { (NoDecimals, 0), (TwoDecimals, 2), (ThreeDecimals, 3), (FourDecimals, 4) }
        .SelectMany(group => group.Item1.Split(' ').Select(code => KeyValuePair.Create(code, group.Item2)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every code, in order.</summary>
    public static IEnumerable<string> Codes => Precisions.Keys.Order(StringComparer.Ordinal);

    /// <summary>The decimals of the currency <paramref name="code"/> (upper case).</summary>
    public static bool TryGetPrecision(string code, out int precision) => Precisions.TryGetValue(code, out precision);
}

using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using CreditFunctions.Tests.Application;

namespace CreditFunctions.Tests.Hosting;

/// <summary>The console holds its user's key: it runs its own script and nothing else.</summary>
public sealed partial class ConsolePolicyTests(SharedApplication shared) : IClassFixture<SharedApplication>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/console")]
    public async Task Console_ItsPolicy_AllowsItsOwnScriptAndStyleAlone(string path)
    {
        var answer = await shared.App.SendBareAsync(CreditApplication.Request(HttpMethod.Get, path));

        var hashes = Inline.Matches(answer.Text).ToDictionary(
            static match => match.Groups["element"].Value, static match => "'sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(match.Groups["text"].Value))) + "'");
        Assert.Equal(
            $"default-src 'none'; script-src {hashes["script"]}; style-src {hashes["style"]}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            answer.Header("Content-Security-Policy"));
        Assert.DoesNotMatch(OfAnElement, answer.Text);
    }

    [GeneratedRegex("<(?<element>script|style)>(?<text>.*?)</\\k<element>>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Inline { get; }

    /// <summary>Script or style on an element, which the policy forbids.</summary>
    [GeneratedRegex("<[a-z][^>]* (on[a-z]+|style)=", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfAnElement { get; }
}

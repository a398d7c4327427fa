using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace CreditFunctions.Ledger.Tests;

/// <summary>
/// Runs a property over random cases. What falsifies it is shrunk and thrown with the seed that leads to it, as "(seed,gamma)": hand the
/// two back as <c>seed</c> and <c>gamma</c> to see the same case again. <c>PROPERTY_RUNS=n</c> runs each n times instead, always the same ones, and shrinks nothing: for
/// mutation tests, which run them more than a thousand times over.
/// </summary>
internal static class Property
{
    private static readonly int? FewRuns =
        int.TryParse(Environment.GetEnvironmentVariable("PROPERTY_RUNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var few) ? few : null;

    public static void Holds<T>(int runs, Arbitrary<T> cases, Action<T> body, ulong? seed = null, ulong gamma = 1)
    {
        (runs, seed, cases) = FewRuns is { } few ? (Math.Min(few, runs), seed ?? 1, Arb.From(cases.Generator)) : (runs, seed, cases);
        var replay = seed is { } number ? FSharpOption<FsCheck.Replay>.Some(new FsCheck.Replay(new Rnd(number, gamma), FSharpOption<int>.None)) : FSharpOption<FsCheck.Replay>.None;
        Prop.ForAll(cases, body).Check(Config.QuickThrowOnFailure.WithMaxTest(runs).WithQuietOnSuccess(true).WithReplay(replay));
    }

    /// <summary>Arrays of up to so many elements, shrunk by leaving out ever fewer of them.</summary>
    public static Arbitrary<T[]> ArraysOf<T>(Gen<T> element, int longest) =>
        Arb.From(Gen.Choose(0, longest).SelectMany(length => element.ArrayOf(length)), Shorter);

    public static IEnumerable<T[]> Shorter<T>(T[] array)
    {
        for (var length = array.Length / 2; length > 0; length /= 2)
        {
            for (var start = 0; start + length <= array.Length; start += length)
            {
                yield return [.. array[..start], .. array[(start + length)..]];
            }
        }

        if (array.Length == 1)
        {
            yield return [];
        }
    }
}

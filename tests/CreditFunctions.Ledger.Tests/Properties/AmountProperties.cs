using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;

namespace CreditFunctions.Ledger.Tests;

/// <summary>Amounts against arithmetic that has no largest number.</summary>
public sealed class AmountProperties
{
    private const int Runs = 500;

    private static readonly Gen<long> AnyAmount = Gen.OneOf(
        Gen.Choose(1, 1_000).Select(small => (long)small),
        Gen.Choose(0, 1_000).Select(less => long.MaxValue - less),
        Gen.Choose(1, 1_000).Select(part => long.MaxValue / part),
        Gen.Choose(0, int.MaxValue).Zip(Gen.Choose(0, int.MaxValue)).Select(halves => ((long)halves.Item1 << 31) + halves.Item2 + 1));

    private static readonly Gen<string> Digits = Gen.Choose(1, 25).SelectMany(length => Gen.Elements("0123456789".ToCharArray()).ArrayOf(length)).Select(digits => new string(digits));

    [Fact]
    public void TryParse_WhatFormatWrote_ComesBackInEveryPrecision() => Property.Holds(Runs, AnyAmount.ToArbitrary(), minor =>
    {
        for (var precision = 0; precision <= Unit.MaxPrecision; precision++)
        {
            Assert.Equal(AmountParse.Read, Amount.TryParse(Amount.Format(minor, precision), precision, out var read));
            Assert.Equal(minor, read);
        }
    });

    [Fact]
    public void TryParse_AnyDecimal_IsExactOrRefused() => Property.Holds(
        Runs,
        (from whole in Digits from fraction in Digits from precision in Gen.Choose(0, 10) select (whole, fraction: fraction[..Math.Min(13, fraction.Length)], precision)).ToArbitrary(),
        one =>
        {
            var exact = BigInteger.Parse(one.whole + one.fraction.PadRight(13, '0'), CultureInfo.InvariantCulture);
            var minor = BigInteger.DivRem(exact, BigInteger.Pow(10, 13 - one.precision), out var lost);
            var expected = !lost.IsZero ? AmountParse.TooPrecise : minor > long.MaxValue ? AmountParse.TooLarge : AmountParse.Read;

            Assert.Equal(expected, Amount.TryParse($"{one.whole}.{one.fraction}", one.precision, out var read));
            Assert.Equal(expected == AmountParse.Read ? minor : 0, read);
        });

    [Fact]
    public void Enter_AnyAmounts_ThrowsExactlyWhenTheSumDoesNotFit() => Property.Holds(
        Runs, Property.ArraysOf(AnyAmount.Zip(Gen.Elements(Enum.GetValues<Bucket>())), 6), entered =>
        {
            var totals = default(Totals);
            var sum = BigInteger.Zero;
            foreach (var (amount, bucket) in entered)
            {
                if (sum + amount > long.MaxValue)
                {
                    Assert.Throws<OverflowException>(() => totals.Enter(bucket, amount));
                }
                else
                {
                    totals = totals.Enter(bucket, amount);
                    sum += amount;
                }
            }

            Assert.Equal(sum, totals.Granted);
        });

    [Fact]
    public void Instant_AnyMicroseconds_ComesBackFromItsText() => Property.Holds(
        Runs, AnyAmount.Select(any => any % (Instant.Max.Microseconds + 1)).ToArbitrary(), microseconds =>
        {
            Assert.True(Instant.TryParse(Instant.FromMicroseconds(microseconds).ToString(), out var read));
            Assert.Equal(microseconds, read.Microseconds);
        });
}

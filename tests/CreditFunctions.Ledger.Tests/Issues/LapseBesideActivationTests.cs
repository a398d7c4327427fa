namespace CreditFunctions.Ledger.Tests.Issues;

/// <summary>Credit freed after its own expiry was expired before the other lapses and the activations of the instant at which it was freed.</summary>
public sealed class LapseBesideActivationTests
{
    [Fact]
    public void Next_CreditFreedAfterItsExpiry_ExpiresAfterAllLapsesAndActivationsOfTheInstant()
    {
        var account = Build.AccountOf(
            6,
            [Build.Grant(1, reserved: 30, expires: 5), Build.Grant(2, pending: 7, effective: 10)],
            new Reservation(3, Build.At(10), [new(1, 10)]),
            new Reservation(4, Build.At(10), [new(1, 20)]));

        var types = new List<EntryType>();
        while (Settlement.Next(account, Build.At(10)) is { } draft)
        {
            types.Add(draft.Type);
            account = Posting.Post(account, draft);
        }

        Assert.Equal([EntryType.Lapse, EntryType.Lapse, EntryType.Activate, EntryType.Expire], types);
    }
}

using CreditFunctions.Dialects.TeamUp;

namespace CreditFunctions.Tests.Dialects.TeamUp;

public sealed class RawFieldsTests
{
    [Fact]
    public void Add_ManyValuesOfOneName_TakesMemoryForEachOnce()
    {
        var fields = new RawFields();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20_000; i++)
        {
            fields.Add("customers", "1");
        }

        Assert.Empty(fields.List("customers"));
        Assert.Equal(["Ensure this field has no more than 1000 elements."], fields.Problems.Select(static problem => problem.Detail));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }
}

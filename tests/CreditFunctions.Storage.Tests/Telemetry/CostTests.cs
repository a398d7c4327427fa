using CreditFunctions.Storage.Telemetry;

namespace CreditFunctions.Storage.Tests.Telemetry;

[Collection(Alone.Name)]
public sealed class CostTests
{
    [Fact]
    public void Tracing_NobodyListens_TakesNoMemory()
    {
        Trace();
        var before = GC.GetAllocatedBytesForCurrentThread();

        Trace();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Trace()
        {
            using (CallTrace.Begin("table", null!, TimeProvider.System))
            {
                CommitTrace.Begin(TimeProvider.System, "biz", []).End(1);
                Spans.Begin(Spans.Run, "biz")?.Dispose();
                Metrics.CommitConflicts.Add(1);
            }
        }
    }
}

namespace CreditFunctions.Reports.Tests.Sorting;

public sealed class LocalSpillTests : IDisposable
{
    private static readonly RowOrder Order = Encoded.Order(CreditBalances.Definition, "-available");
    private static readonly byte[][] Rows = SortedRows.RandomBalances(seed: 12, count: 40_000);

    private readonly string folder = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Sort_InLocalFiles_GivesTheOrderAndGivesAllRoomBack()
    {
        await using var spill = new LocalSpill(folder, long.MaxValue);
        Assert.Equal(SortedRows.Expected(Order, Rows), await SortedRows.SortAsync(Order, SortedRows.Small, spill, Rows));
        Assert.Equal(0, spill.Used);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Budget_OfTwo_IsOne()
    {
        var budget = new SpillBudget(100_000);
        await using var overflow = new MemorySpill();
        await using var first = new LocalSpill(folder, budget);
        await using var second = new LocalSpill(folder, budget, overflow);
        await using var run = first.Begin();
        await run.WriteAsync(new byte[90_000], TestContext.Current.CancellationToken);
        await using var other = second.Begin();
        await other.WriteAsync(new byte[20_000], TestContext.Current.CancellationToken);
        Assert.Equal(90_000, budget.Used);
    }

    [Fact]
    public void Spill_ThatIsNotUsed_MakesNoFolder()
    {
        _ = new LocalSpill(folder, 0);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task Run_BeyondTheBudget_MovesToTheOverflow()
    {
        await using var overflow = new MemorySpill();
        await using var spill = new LocalSpill(folder, 2_000_000, overflow);
        Assert.Equal(SortedRows.Expected(Order, Rows), await SortedRows.SortAsync(Order, SortedRows.Small, spill, Rows));
        Assert.NotEmpty(overflow.Files);
        Assert.Equal(0, overflow.Left);
        Assert.Equal(0, spill.Used);
    }

    [Fact]
    public async Task Run_WhenTheDiskFillsUp_MovesToTheOverflowWhole()
    {
        var room = 1_000_000;
        await using var overflow = new MemorySpill();
        await using var spill = new LocalSpill(folder, long.MaxValue, overflow)
        {
            Write = (file, content, offset) =>
            {
                if (Interlocked.Add(ref room, -content.Length) < 0)
                {
                    throw new IOException("No space left on device");
                }

                RandomAccess.Write(file, content.Span, offset);
            },
        };
        Assert.Equal(SortedRows.Expected(Order, Rows), await SortedRows.SortAsync(Order, SortedRows.Small, spill, Rows));
        Assert.NotEmpty(overflow.Files);
        Assert.Equal(0, spill.Used);
    }

    [Fact]
    public async Task Run_BeyondTheBudgetWithoutOverflow_SaysWhichBudget()
    {
        await using var spill = new LocalSpill(folder, 100_000);
        var thrown = await Assert.ThrowsAsync<SpillException>(() => SortedRows.SortAsync(Order, SortedRows.Small, spill, Rows));
        Assert.Contains("more than the 100000 bytes they may write to temporary files together: raise that budget", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(0, spill.Used);
    }

    [Fact]
    public async Task Run_OnAFullDiskWithoutOverflow_SaysWhichDisk()
    {
        await using var spill = new LocalSpill(folder, long.MaxValue) { Write = static (_, _, _) => throw new IOException("No space left on device") };
        var thrown = await Assert.ThrowsAsync<SpillException>(() => SortedRows.SortAsync(Order, SortedRows.Small, spill, Rows));
        Assert.Contains($"in {folder}: No space left on device Make room there", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_InAFolderThatCannotBeMade_MovesToTheOverflow()
    {
        await File.WriteAllTextAsync(folder, "a file, not a folder", TestContext.Current.CancellationToken);
        try
        {
            await using var overflow = new MemorySpill();
            await using var spill = new LocalSpill(folder, long.MaxValue, overflow);
            Assert.Equal(Rows.Length, (await SortedRows.SortAsync(Order, SortedRows.Small, spill, Rows)).Length);
        }
        finally
        {
            File.Delete(folder);
        }
    }

    [Fact]
    public async Task Spill_Disposed_LeavesNothingAndDisposesOfTheOverflow()
    {
        var overflow = new MemorySpill();
        var spill = new LocalSpill(folder, long.MaxValue, overflow);
        await using var run = spill.Begin();
        await run.WriteAsync(new byte[1000], TestContext.Current.CancellationToken);
        await run.FinishAsync(TestContext.Current.CancellationToken);
        await spill.DisposeAsync();
        Assert.Equal(0, spill.Used);
        Assert.Empty(Directory.GetFiles(folder));
        Assert.True(overflow.IsDisposed);
    }

    [Fact]
    public async Task Run_DisposedBeforeItIsFinished_LeavesNothing()
    {
        await using var spill = new LocalSpill(folder, long.MaxValue);
        await using (var run = spill.Begin())
        {
            await run.WriteAsync(new byte[1000], TestContext.Current.CancellationToken);
            Assert.Equal(1000, spill.Used);
        }

        Assert.Equal(0, spill.Used);
    }

    [Fact]
    public async Task File_ReadPastItsEnd_Throws()
    {
        await using var spill = new LocalSpill(folder, long.MaxValue);
        await using var run = spill.Begin();
        await run.WriteAsync(new byte[1000], TestContext.Current.CancellationToken);
        await using var file = await run.FinishAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await file.ReadAsync(900, new byte[200], TestContext.Current.CancellationToken));
    }
}

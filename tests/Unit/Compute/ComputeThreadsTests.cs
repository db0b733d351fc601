using Microsoft.ML.SeNet.Compute;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Compute;

public sealed class ComputeThreadsTests : IDisposable
{
    private readonly int _before = get_num_threads();

    public ComputeThreadsTests() => set_num_threads(2);

    public void Dispose() => set_num_threads(_before);

    [Fact]
    public void Limit_Number_HoldsUntilItIsDisposed()
    {
        using (ComputeThreads.Limit(3))
        {
            Assert.Equal(3, get_num_threads());
            using (ComputeThreads.Limit(1))
                Assert.Equal(1, get_num_threads());
            Assert.Equal(3, get_num_threads());
        }
        Assert.Equal(2, get_num_threads());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    public void Limit_NothingToChange_LeavesWhatOthersSetMeanwhile(int? threads)
    {
        using (ComputeThreads.Limit(threads))
            set_num_threads(4);

        Assert.Equal(4, get_num_threads());
    }
}

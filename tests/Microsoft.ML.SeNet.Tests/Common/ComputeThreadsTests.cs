using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Common;

public class ComputeThreadsTests
{
    [Theory]
    [InlineData(1, 8, null, null, 8)]
    [InlineData(1, 8, "", "", 8)]
    [InlineData(1, 8, "1", null, null)]
    [InlineData(1, 8, null, "1", null)]
    [InlineData(4, 8, null, null, null)]
    [InlineData(1, 1, null, null, null)]
    public void Wanted_OneThreadAndNoChoiceOfTheUser_IsAllProcessors(int present, int processors, string? omp, string? mkl, int? expected) =>
        Assert.Equal(expected, ComputeThreads.Wanted(present, processors, name => name == "OMP_NUM_THREADS" ? omp : name == "MKL_NUM_THREADS" ? mkl : "?"));

    [Fact]
    public void Ensure_Twice_TellsWhatLibtorchHas() => Assert.Equal(ComputeThreads.Ensure(), ComputeThreads.Ensure());
}

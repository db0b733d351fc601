namespace SeNetMl.Samples.ImageClassification.Tests;

public sealed class BusyMachineTests
{
    [Theory]
    [InlineData("0.40 0.50 0.60 1/234 567", 2, null)]
    [InlineData("9.00 0.50 0.60 1/234 567", 1, null)]
    [InlineData("nothing", 2, null)]
    [InlineData("1.60 0.50 0.60 1/234 567", 2,
        "Other programs keep the 2 processors busy (load 1.6). Should the training be slow, stop them, or give it fewer threads: "
        + "OMP_NUM_THREADS=1 before the command.")]
    [InlineData("6.20 0.50 0.60 1/234 567", 8,
        "Other programs keep the 8 processors busy (load 6.2). Should the training be slow, stop them, or give it fewer threads: "
        + "OMP_NUM_THREADS=1 before the command.")]
    public void Hint_TheKernelsText_TellsOfABusyMachine(string load, int processors, string? expected) =>
        Assert.Equal(expected, BusyMachine.Hint(load, processors));
}

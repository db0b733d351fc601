using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Tests.Weights.Safetensors;

public sealed class StateDictMismatchTests
{
    [Fact]
    public void ThrowIfAny_Equal_DoesNothing() =>
        new StateDictMismatch(Shapes(("a", [1]), ("b", [])), Shapes(("b", []), ("a", [1]))).ThrowIfAny("f");

    [Fact]
    public void ThrowIfAny_AllThreeKinds_ListsAllSorted() => AssertMessage(
        Shapes(("fc.weight", [10, 512]), ("b", [1]), ("a", [1]), ("B", [1]), ("scalar", [])),
        Shapes(("fc.weight", [1000, 512]), ("y", [1]), ("x", [1]), ("scalar", [1])),
        """
        The weights in 'f' do not fit the module: expected equal names and shapes, got 3 missing, 2 unexpected, 2 of another shape.
        Missing in the file (3):
          B
          a
          b
        Unexpected in the file (2):
          x
          y
        Of another shape (2):
          fc.weight: expected [10, 512], got [1000, 512]
          scalar: expected [], got [1]
        Make the module with the network, reduction ratio and number of classes that the file was written with.
        """);

    [Fact]
    public void ThrowIfAny_OneKind_LeavesTheOthersOut() => AssertMessage(
        Shapes(("a", [1])),
        Shapes(),
        """
        The weights in 'f' do not fit the module: expected equal names and shapes, got 1 missing, 0 unexpected, 0 of another shape.
        Missing in the file (1):
          a
        Make the module with the network, reduction ratio and number of classes that the file was written with.
        """);

    [Fact]
    public void ThrowIfAny_LongList_IsCutAfterTwenty() => AssertMessage(
        Shapes(),
        Shapes([.. Enumerable.Range(0, 23).Select(i => ($"n{i:00}", new long[] { i }))]),
        $"""
        The weights in 'f' do not fit the module: expected equal names and shapes, got 0 missing, 23 unexpected, 0 of another shape.
        Unexpected in the file (23):
          {string.Join("\n  ", Enumerable.Range(0, 20).Select(i => $"n{i:00}"))}
          … and 3 more
        Make the module with the network, reduction ratio and number of classes that the file was written with.
        """);

    private static void AssertMessage(
        IReadOnlyDictionary<string, IReadOnlyList<long>> module, IReadOnlyDictionary<string, IReadOnlyList<long>> file, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(() => new StateDictMismatch(module, file).ThrowIfAny("f")).Message);

    private static Dictionary<string, IReadOnlyList<long>> Shapes(params (string Name, long[] Shape)[] items) =>
        items.ToDictionary(item => item.Name, item => (IReadOnlyList<long>)item.Shape);
}

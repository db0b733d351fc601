using System.Numerics;
using Microsoft.ML.SeNet.Weights.Torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Torch;

public class PickleReaderTests
{
    private static object? Read(string pickle, out int end)
    {
        var input = new PickleInput("x.pth", TorchFiles.Latin1(pickle));
        var value = new PickleReader(input, new TorchObjects()).Read();
        end = input.Position;
        return value;
    }

    private static object? Read(string pickle) => Read(pickle, out _);

    [Theory]
    [InlineData("\u0080\u0002N.", null)]
    [InlineData("\u0080\u0002\u0088.", true)]
    [InlineData("\u0080\u0002\u0089.", false)]
    [InlineData("\u0080\u0002J\u00FE\u00FF\u00FF\u00FF.", -2L)]
    [InlineData("\u0080\u0002K\u00FF.", 255L)]
    [InlineData("\u0080\u0002M\u0001\u0001.", 257L)]
    [InlineData("\u0080\u0002\u008A\0.", 0L)]
    [InlineData("\u0080\u0002\u008A\u0002\0\u0080.", -32768L)]
    [InlineData("\u0080\u0002G?\u00F8\0\0\0\0\0\0.", 1.5)]
    [InlineData("\u0080\u0002X\u0002\0\0\0\u00C3\u00A9.", "é")]
    [InlineData("\u0080\u0002U\u0001a.", "a")]
    [InlineData("\u0080\u0004\u0095\u0005\0\0\0\0\0\0\0\u008C\u0001a\u0094.", "a")]
    public void Read_Literals_AreTheirValues(string pickle, object? expected) => Assert.Equal(expected, Read(pickle));

    [Fact]
    public void Read_ANumberOfMoreThan64Bits_IsWhole() =>
        Assert.Equal(BigInteger.Pow(2, 70), Read("\u0080\u0002\u008A\t\0\0\0\0\0\0\0\0@."));

    [Fact]
    public void Read_Containers_HoldWhatWasPut()
    {
        var root = Assert.IsType<PickleDictionary>(
            Read("\u0080\u0002}q\0(X\u0001\0\0\0a](K\u0001K\u0002eX\u0001\0\0\0bK\u0003\u0085q\u0001X\u0001\0\0\0ch\u0001u."));

        Assert.Equal(["a", "b", "c"], root.Select(pair => pair.Key));
        Assert.Equal([1L, 2L], Assert.IsType<List<object?>>(root[0].Value));
        Assert.Equal([3L], Assert.IsType<object?[]>(root[1].Value));
        Assert.Same(root[1].Value, root[2].Value);
    }

    [Fact]
    public void Read_SeveralInARow_EndsBehindTheFirst()
    {
        Read("\u0080\u0002K\u0001.\u0080\u0002K\u0002.", out var end);

        Assert.Equal(5, end);
    }

    [Theory]
    [InlineData("cos\nsystem\n(X\u0004\0\0\0echotR.", "os.system", 13)]
    [InlineData("c__builtin__\neval\n.", "__builtin__.eval", 20)]
    [InlineData("cargparse\nNamespace\n)\u0081}b.", "argparse.Namespace", 22)]
    [InlineData("ctorch.nn.modules\nModule\n.", "torch.nn.modules.Module", 27)]
    [InlineData("X\u0002\0\0\0osX\u0006\0\0\0system\u0093.", "os.system", 21)]
    public void Read_ACallable_IsRefusedByName(string pickle, string name, int at)
    {
        var e = Assert.Throws<InvalidDataException>(() => Read("\u0080\u0002" + pickle));

        Assert.Equal(
            $"Cannot read 'x.pth' as a PyTorch checkpoint: pickle, byte {at}: expected nothing but tensors and plain containers, "
            + $"got the name '{name}', which stands for code and is not run (save the state dict alone: torch.save(model.state_dict(), "
            + "path)). The file is damaged, or holds more than weights: fetch or save it again.",
            e.Message);
    }

    [Theory]
    [InlineData("", 2, "1 more bytes", "0")]
    [InlineData("\u0080\u0006.", 4, "protocol 2 to 4", "6")]
    [InlineData(".", 3, "one value at the end", "0 and 0 marks")]
    [InlineData("NN.", 5, "one value at the end", "2 and 0 marks")]
    [InlineData("(N.", 5, "one value at the end", "1 and 1 marks")]
    [InlineData("X\u00FF\u00FF\u00FF\u007Fa", 7, "2147483647 more bytes", "1")]
    [InlineData("X\u0001\0\0\0\u00FF.", 8, "UTF-8", "invalid bytes")]
    [InlineData("\u008D\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF.", 11, "18446744073709551615 more bytes", "1")]
    [InlineData("cno line feed", 3, "a line of at most 1000 bytes", "none")]
    [InlineData("i", 3, "an instruction that checkpoints are made of", "0x69")]
    [InlineData("h\u0005.", 4, "the number of a value that came before", "5")]
    [InlineData("t.", 3, "a mark", "none")]
    [InlineData("\u0085.", 3, "1 values", "0")]
    [InlineData("K\u0001(\u0085.", 6, "1 values", "0")]
    [InlineData("NNa.", 5, "a list to append to", "another value")]
    [InlineData("}(Nu.", 6, "a dictionary and pairs of keys and values", "other values")]
    [InlineData("}Nb.", 5, "attributes of a dictionary", "others")]
    [InlineData("NNR.", 5, "a tensor's parts for a builder of tensors", "other values")]
    [InlineData("ccollections\nOrderedDict\nK\u0001\u0085R.", 31, "a tensor's parts for a builder of tensors", "other values")]
    [InlineData("X\u0006\0\0\0moduleQ.", 14, "the description of a storage", "another one")]
    [InlineData("]q\0h\0a.", 9, "containers that end", "one that contains itself")]
    [InlineData("}q\0K\u0001h\0s.", 11, "containers that end", "one that contains itself")]
    [InlineData("]q\0(h\0tq\u0001ah\u0001.", 15, "one value at the end", "2 and 0 marks")]
    [InlineData("]q\0](h\0K\u0001ea.", 14, "containers that end", "one that contains itself")]
    public void Read_DamagedPickles_SayWhereAndWhat(string pickle, int at, string expected, string got)
    {
        var e = Assert.Throws<InvalidDataException>(() => Read("\u0080\u0002" + pickle));

        Assert.Equal(
            $"Cannot read 'x.pth' as a PyTorch checkpoint: pickle, byte {at}: expected {expected}, got {got}. "
            + "The file is damaged, or holds more than weights: fetch or save it again.", e.Message);
    }

    [Fact]
    public void Read_AMillionListsInEachOther_NeedsNoStack()
    {
        const int depth = 1_000_000;
        var pickle = "\u0080\u0002" + new string(']', depth) + new string('a', depth - 1) + ".";

        Assert.IsType<List<object?>>(Read(pickle));
    }

    [Fact]
    public void Read_SharedContainersThatDoubleEachTime_AreLookedAtOnce()
    {
        // [[…], […]] sixty levels deep, each level twice the one below: 2⁶⁰ paths, sixty lists.
        var pickle = "\u0080\u0002]q\0" + string.Concat(Enumerable.Range(0, 60).Select(i => $"](h{(char)i}h{(char)i}eq{(char)(i + 1)}"));
        pickle += string.Concat(Enumerable.Repeat("\u0086", 60)) + ".";

        Assert.IsType<object?[]>(Read(pickle));
    }
}

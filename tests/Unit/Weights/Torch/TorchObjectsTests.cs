using Microsoft.ML.SeNet.Weights.Safetensors;
using Microsoft.ML.SeNet.Weights.Torch;

namespace Microsoft.ML.SeNet.Tests.Weights.Torch;

public class TorchObjectsTests
{
    private readonly TorchObjects _sut = new();

    private object? Storage(string key, long count, params object?[] more) =>
        _sut.Outside((object?[])["storage", _sut.Global("torch.FloatStorage"), key, "cuda:0", count, .. more]);

    private object? Tensor(object? storage, long offset, long size) =>
        _sut.Call(_sut.Global("torch._utils._rebuild_tensor_v2")!,
            [storage, offset, (object?[])[size], (object?[])[1L], false, new PickleDictionary()]);

    [Fact]
    public void Call_AViewOfAPartOfAStorage_CountsFromThePart()
    {
        var tensor = Assert.IsType<TorchTensor>(Tensor(Storage("7", 10, [(object?[])["8", 4L, 6L]]), 2, 3));

        Assert.Equal(new TorchStorage("7", SafetensorsDType.F32, 10), tensor.Storage);
        Assert.Equal(6, tensor.Offset);
    }

    [Fact]
    public void Outside_OneKeyTwice_IsOneStorage()
    {
        Assert.NotNull(Storage("7", 10));
        Assert.NotNull(Storage("7", 10));
        Assert.Null(Storage("7", 11));
        Assert.Single(_sut.Storages);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public void Outside_AnImpossibleLength_IsNoStorage(long count) => Assert.Null(Storage("7", count));

    [Fact]
    public void Outside_APartThatLeavesItsStorage_IsNoStorage() => Assert.Null(Storage("7", 10, [(object?[])["8", 5L, 6L]]));

    [Fact]
    public void Call_AParameter_IsItsTensor()
    {
        var tensor = Tensor(Storage("7", 10), 0, 10);

        Assert.Same(tensor, _sut.Call(_sut.Global("torch._utils._rebuild_parameter")!, [tensor, true, new PickleDictionary()]));
    }

    [Theory]
    [InlineData("torch._utils._rebuild_tensor_v3")]
    [InlineData("torch.FloatTensor")]
    [InlineData("collections.Counter")]
    public void Global_AnythingElse_IsUnknown(string name) => Assert.Null(_sut.Global(name));
}

using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

public class ModuleLifetimeTests : LiveTensorTests
{
    [SkippableFact]
    public void Module_MadeInADisposeScope_SurvivesIt()
    {
        Skip.If(Layers.AreNative, Layers.NativeReason);
        nn.Module<Tensor, Tensor> sut;
        using (NewDisposeScope())
            sut = nn.Sequential(nn.Conv2d(1, 2, 1), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(2, 1));

        using var input = ones(2, 1, 1, 1);
        using var result = sut.call(input);
        Assert.Equal(6, sut.parameters().Count());
        Assert.Equal(3, sut.buffers().Count());
        sut.Dispose();
    }

    [Fact]
    public void Dispose_Tree_FreesParametersAndBuffers()
    {
        var before = LiveTensors.Now;
        var sut = new Tower();
        LiveTensors.AssertAre(before + 5);

        sut.Dispose();
        sut.Dispose();

        LiveTensors.AssertAre(before);
        Assert.True(sut.Scale.IsInvalid);
        Assert.True(sut.Offset.IsInvalid);
    }

    [Fact]
    public void RegisterModule_DisposedModule_TakesTheNameAway()
    {
        using var sut = new Shelf();
        var child = new Shelf();
        sut.register_module("child", child);
        child.Dispose();

        sut.register_module("child", child);

        Assert.Empty(sut.children());
    }

    [Fact]
    public void Sequential_Call_DisposesWhatPassesBetween()
    {
        using var sut = nn.Sequential(nn.ReLU(inplace: true), nn.Identity(), nn.Sigmoid(), nn.Flatten(), nn.Dropout());
        using var input = ones(1, 2);
        var before = LiveTensors.Now;

        using var result = sut.call(input);

        LiveTensors.AssertAre(before + 1);
        Assert.False(input.IsInvalid);
    }

    [Fact]
    public void Forward_EveryLayer_GivesAFreshTensor()
    {
        using var input = ones(1, 1, 2, 2);
        foreach (var sut in new nn.Module<Tensor, Tensor>[]
                 {
                     nn.Identity(), nn.ReLU(inplace: true), nn.Dropout(0), nn.Dropout(0, inplace: true), nn.Flatten(), nn.Flatten(0, 0), nn.Sequential(), nn.SiLU(),
                     nn.AdaptiveAvgPool2d(2), nn.MaxPool2d(1),
                 })
        {
            using (sut)
            using (var result = sut.call(input))
                Assert.NotSame(input, result);
            Assert.False(input.IsInvalid);
        }
    }

    [SkippableFact]
    public void LinearWeight_Set_DisposesTheOldAndRegistersTheNew()
    {
        Skip.If(Layers.AreNative, Layers.NativeReason);
        using var sut = nn.Linear(1, 1);
        var old = sut.weight!;

        using (NewDisposeScope())
            sut.weight = nn.Parameter(full([2, 1], 3.0));

        Assert.True(old.IsInvalid);
        Assert.Same(sut.weight, sut.get_parameter("weight"));
        Numbers.AssertClose([3, 3], sut.weight!);
    }
}

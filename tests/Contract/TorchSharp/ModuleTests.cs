using TorchSharp;
using static TorchSharp.torch;

namespace SeNetMl.Contract.Tests.TorchSharp;

/// <summary>The names and the order of what a module has, its life, and its conversions.
/// Names and order are those of weight files.</summary>
public sealed class ModuleTests : TensorTest
{
    [Fact]
    public void RegisterComponents_FieldsOfEveryKind_RegistersThemByFieldName()
    {
        using var sut = new Tower();

        Assert.Equal(["scale", "first.weight", "first.bias", "second.1.weight"], sut.named_parameters().Select(named => named.name));
        Assert.Equal(["offset"], sut.named_buffers().Select(named => named.name));
        Assert.Equal(["first", "second"], sut.named_children().Select(named => named.name));
        Assert.True(sut.HasNothing);
    }

    /// <summary>Which comes first differs; nothing may lean on it.</summary>
    [Fact]
    public void RegisterComponents_FieldOfABaseType_IsRegistered()
    {
        using var sut = new Derived();

        Assert.Equal(["own", "shared"], sut.named_children().Select(named => named.name).Order());
    }

    [Fact]
    public void NamedModules_Nested_ListsChildrenBeforeGrandchildren()
    {
        using var sut = new Tower();

        Assert.Equal(["first", "second", "second.0", "second.1"], sut.named_modules().Select(named => named.name));
    }

    [Fact]
    public void StateDict_Module_HasParametersBeforeBuffers()
    {
        using var sut = nn.Sequential(("conv", nn.Conv2d(1, 1, 1)), ("norm", nn.BatchNorm2d(1)), ("last", nn.Conv2d(1, 1, 1, bias: false)));

        Assert.Equal(
            ["conv.weight", "conv.bias", "norm.weight", "norm.bias", "last.weight", "norm.running_mean",
                "norm.running_var", "norm.num_batches_tracked"],
            sut.state_dict().Keys);
    }

    [Fact]
    public void Layers_MadeInADisposeScope_SurviveIt()
    {
        nn.Module<Tensor, Tensor> sut;
        using (NewDisposeScope())
            sut = nn.Sequential(nn.Conv2d(1, 2, 1), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(2, 1));

        using (sut)
            Assert.Equal([2L, 1], sut.call(ones(2, 1, 1, 1)).shape);
    }

    /// <summary>Why <c>SafeConvolution</c> takes its weight out of it.</summary>
    [Fact]
    public void OwnFields_MadeInADisposeScope_DieWithIt()
    {
        Tower sut;
        using (NewDisposeScope())
            sut = new Tower();

        Assert.True(sut.Scale.IsInvalid && sut.Offset.IsInvalid);
        Assert.Equal(["first.weight", "first.bias", "second.1.weight"], sut.named_parameters().Select(named => named.name));
        sut.Dispose();
    }

    /// <summary>Where it sets its bias: why squeeze and excitation makes its own in a scope.</summary>
    [Fact]
    public void Conv2d_WhenItIsMade_LeavesATensorBehind()
    {
        var before = LiveTensors.Now;

        using var sut = nn.Conv2d(1, 2, 1);

        Assert.Equal(before + sut.parameters().Count() + 1, LiveTensors.Now);
    }

    [Fact]
    public void Dispose_Tree_FreesParametersAndBuffers()
    {
        var before = LiveTensors.Now;
        var sut = new Tower();

        sut.Dispose();
        sut.Dispose();

        Assert.Equal(before, LiveTensors.Now);
        Assert.True(sut.Scale.IsInvalid);
        Assert.True(sut.Offset.IsInvalid);
    }

    [Fact]
    public void Eval_ThenTrain_SwitchesEveryModule()
    {
        using var sut = new Tower();
        Assert.All(sut.modules(), module => Assert.True(module.training));

        sut.eval();
        Assert.All(sut.modules(), module => Assert.False(module.training));
        sut.train();
        Assert.All(sut.modules(), module => Assert.True(module.training));
    }

    /// <summary>New tensors in the fields too, which live as long as the module: whoever holds the old ones,
    /// an optimizer for one, holds dead ones.</summary>
    [Fact]
    public void To_OtherType_ReplacesTheTensorsInTheFields()
    {
        using var sut = new Tower();
        var old = sut.Scale;

        using (NewDisposeScope())
            sut.to(ScalarType.Float64);

        Assert.Same(sut.Scale, sut.get_parameter("scale"));
        Assert.Equal((ScalarType.Float64, ScalarType.Float64), (sut.Scale.dtype, sut.Offset.dtype));
        Assert.NotSame(old, sut.Scale);
        Assert.Equal(ScalarType.Float64, sut.call(ones(1, 2, ScalarType.Float64)).dtype);
    }

    /// <summary>A checkpoint's count must not become a floating-point number.</summary>
    [Fact]
    public void To_BFloat16_LeavesTheCountOfBatchesAnInteger()
    {
        using var sut = nn.BatchNorm2d(1);

        sut.to(ScalarType.BFloat16);

        Assert.Equal(
            [ScalarType.BFloat16, ScalarType.BFloat16, ScalarType.BFloat16, ScalarType.BFloat16, ScalarType.Int64],
            sut.state_dict().Values.Select(tensor => tensor.dtype));
    }

    [Fact]
    public void Call_Sequential_DisposesWhatPassesBetween()
    {
        using var sut = nn.Sequential(nn.ReLU(inplace: true), nn.Identity(), nn.Sigmoid(), nn.Flatten());
        var input = ones(1, 2);
        var before = LiveTensors.Now;

        sut.call(input);

        Assert.Equal(before + 1, LiveTensors.Now);
        Assert.False(input.IsInvalid);
    }

    [Fact]
    public void ClipGradNorm_Parameters_GivesTheNormBeforeAndSkipsWhatHasNone()
    {
        var (with, without) = (nn.Parameter(zeros(2)), nn.Parameter(zeros(1)));
        with.grad = tensor(new[] { 3f, -4 });

        Assert.Equal(5, nn.utils.clip_grad_norm_([with, without], 1), 1e-5);

        Assert.Equal([0.6f, -0.8f], Floats(with.grad!).Select(number => MathF.Round(number, 5)));
        Assert.Null(without.grad);
    }
}

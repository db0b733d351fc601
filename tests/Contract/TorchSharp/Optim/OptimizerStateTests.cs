using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Optim;

public sealed class OptimizerStateTests : TensorTest
{
    private readonly Parameter _parameter;

    public OptimizerStateTests() => _parameter = nn.Parameter(tensor(new[] { 1f, 2 }));

    private static void Step(Parameter parameter, OptimizerHelper optimizer)
    {
        parameter.grad = tensor(new[] { 0.5f, -1 });
        optimizer.step();
    }

    private Parameter Copy() => nn.Parameter(_parameter.detach().clone());

    public static TheoryData<string> Kinds => ["SGD", "AdamW", "AMSGrad"];

    private static OptimizerHelper Make(string kind, Parameter parameter, double learningRate) => kind switch
    {
        "SGD" => optim.SGD([parameter], learningRate, momentum: 0.9, weight_decay: 0.1),
        "AdamW" => optim.AdamW([parameter], learningRate, weight_decay: 0.1),
        _ => optim.AdamW([parameter], learningRate, amsgrad: true),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void SavedState_Loaded_ContinuesAlike(string kind)
    {
        using var optimizer = Make(kind, _parameter, 0.1);
        Step(_parameter, optimizer);
        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));

        var copy = Copy();
        using var other = Make(kind, copy, 0.7);
        stream.Position = 0;
        other.load_state_dict(new BinaryReader(stream));
        AssertAlike(optimizer, other);
        Step(_parameter, optimizer);
        Step(copy, other);
        Assert.Equal(Floats(_parameter), Floats(copy));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void StateDictionary_Loaded_IsACopy(string kind)
    {
        using var optimizer = Make(kind, _parameter, 0.1);
        Step(_parameter, optimizer);
        var copy = Copy();
        using var other = Make(kind, copy, 0.7);
        other.load_state_dict(optimizer.state_dict());
        AssertAlike(optimizer, other);
        optimizer.Dispose();
        Step(copy, other);
    }

    private static void AssertAlike(OptimizerHelper one, OptimizerHelper other)
    {
        var (mine, theirs) = (one.state_dict(), other.state_dict());
        Assert.Equal(mine.Options.Single().LearningRate, theirs.Options.Single().LearningRate);
        Assert.True(mine.State.Single().ApproximatelyEquals(theirs.State.Single()));
    }

    [Fact]
    public void SavedState_Layout_IsTorchSharps()
    {
        using var optimizer = optim.SGD([_parameter], 0.25, momentum: 0.5);
        Step(_parameter, optimizer);
        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        var reader = new BinaryReader(stream);
        Assert.Equal("SGD", reader.ReadString());
        Assert.Equal([1, 1], reader.ReadBytes(2)); // groups, states
        Assert.Equal([0.25, 0.25, 0.5, 0, 0], Enumerable.Range(0, 5).Select(_ => reader.ReadDouble()).ToArray());
        Assert.Equal([0, 0, 1], reader.ReadBytes(3)); // nesterov, maximize, a buffer follows
        Assert.Equal([6, 1, 2], reader.ReadBytes(3)); // float32, one dimension, two numbers
        Assert.Equal(0.5f, reader.ReadSingle());
        Assert.Equal(-1f, reader.ReadSingle());
        Assert.Equal(stream.Length, stream.Position);
    }

    [Fact]
    public void SavedFile_Loaded_ContinuesAlike()
    {
        var path = Path.GetTempFileName();
        try
        {
            using var optimizer = Make("AdamW", _parameter, 0.1);
            Step(_parameter, optimizer);
            optimizer.save_state_dict(path);
            using var other = Make("AdamW", Copy(), 0.7);
            other.load_state_dict(path);
            AssertAlike(optimizer, other);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void SavedState_OfAnotherOptimizer_IsRefused()
    {
        using var sgd = Make("SGD", _parameter, 0.1);
        using var adam = Make("AdamW", _parameter, 0.1);
        using var stream = new MemoryStream();
        sgd.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        var problem = Assert.Throws<InvalidDataException>(() => adam.load_state_dict(new BinaryReader(stream)));
        Assert.Equal("Mismatched optimizer type: expected 'AdamW', but found 'SGD' in the loaded stream.", problem.Message);
    }

    [Fact]
    public void StateDictionary_OfOtherGroups_IsRefused()
    {
        using var one = Make("SGD", _parameter, 0.1);
        using var two = optim.SGD([_parameter, Copy()], 0.1);
        Assert.Throws<ArgumentException>(() => one.load_state_dict(two.state_dict()));
        two.add_param_group(new SGD.ParamGroup([Copy()], lr: 3));
        Assert.Throws<ArgumentException>(() => one.load_state_dict(two.state_dict()));
    }

    [Fact]
    public void AddParamGroup_CompletesItsOptions()
    {
        using var optimizer = optim.AdamW([_parameter], 0.1, 0.8);
        optimizer.add_param_group(new AdamW.ParamGroup { Parameters = [Copy()] });
        Assert.Equal([0.1, 0.1], optimizer.ParamGroups.Select(group => group.LearningRate));
        Assert.Equal((0.8, 0.999), ((AdamW.ParamGroup)optimizer.ParamGroups.Last()).Betas);
        Assert.Equal(2, optimizer.parameters().Count());
        Assert.Equal([[0], [1]], optimizer.state_dict().StateIndexRef);
    }

    [Fact]
    public void Constructor_WithBadSettings_Throws()
    {
        Assert.Equal("Invalid learning rate: -1", Assert.Throws<ArgumentException>(() => optim.SGD([_parameter], -1)).Message);
        Assert.Throws<ArgumentException>(() => optim.SGD([_parameter], 1, momentum: -1));
        Assert.Throws<ArgumentException>(() => optim.SGD([_parameter], 1, weight_decay: -1));
        Assert.Throws<ArgumentException>(() => optim.SGD([_parameter], 1, nesterov: true));
        Assert.Throws<ArgumentException>(() => optim.AdamW([_parameter], 1, beta1: 1));
        Assert.Throws<ArgumentException>(() => optim.AdamW([_parameter], 1, beta2: -0.1));
        Assert.Throws<ArgumentException>(() => optim.AdamW([_parameter], 1, eps: -1));
    }
}

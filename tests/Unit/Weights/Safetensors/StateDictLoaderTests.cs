using Microsoft.ML.SeNet.Weights;
using Microsoft.ML.SeNet.Weights.Safetensors;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Tests.Weights.Safetensors;

public sealed class StateDictLoaderTests : TensorTest
{
    private static readonly WeightsMetadata s_metadata = new("test", 16, "timm");

    [Fact]
    public void SaveThenLoad_AnotherModule_GivesEqualState()
    {
        using var temporary = new TemporaryFile();
        using var saved = Make();
        using var loaded = Make();

        ModuleFile.Write(saved, temporary.Path, s_metadata);
        ModuleFile.Read(loaded, temporary.Path);

        AssertEqualState(saved, loaded);
        using var file = SafetensorsFile.Open(temporary.Path);
        Assert.Equal(s_metadata, WeightsMetadata.Parse(file.Metadata, temporary.Path));
        Assert.Equal(saved.state_dict().Keys, file.Entries.Select(entry => entry.Name));
    }

    [Fact]
    public void SaveThenLoad_ThroughAForwardStream_GivesEqualState()
    {
        using var saved = Make();
        using var loaded = Make();
        using var stream = new MemoryStream();

        ModuleFile.Write(saved, stream, s_metadata);
        using var file = SafetensorsFile.Open(new ForwardStream(stream.ToArray(), mostPerRead: 7));
        StateDictLoader.Load(loaded, file);

        AssertEqualState(saved, loaded);
    }

    [Fact]
    public void Load_Parameters_StillTrainAndAreTheSameTensors()
    {
        using var temporary = new TemporaryFile();
        using var module = Make();
        ModuleFile.Write(module, temporary.Path, s_metadata);
        var before = module.parameters().ToList();

        ModuleFile.Read(module, temporary.Path);

        Assert.Equal(before.Count, module.parameters().Count());
        Assert.All(module.parameters().Zip(before), pair => Assert.Same(pair.Second, pair.First));
        Assert.All(module.parameters(), parameter => Assert.True(parameter.requires_grad && parameter.is_leaf));
    }

    [Fact]
    public void Load_AnotherKindOfNumber_ListsAllAndChangesNothing()
    {
        using var temporary = new TemporaryFile();
        using var module = Make();
        using var scope = NewDisposeScope();
        var state = module.state_dict()
            .Select(item => (item.Key, item.Value.is_floating_point() ? item.Value.to(int64) : item.Value.to(float32))).ToList();
        SafetensorsWriter.Write(temporary.Path, state);
        var before = module.state_dict().ToDictionary(item => item.Key, item => item.Value.clone());

        var exception = Assert.Throws<InvalidDataException>(() => ModuleFile.Read(module, temporary.Path));

        var kinds = module.state_dict().Select(item => item.Value.is_floating_point()
            ? $"{item.Key}: expected a floating-point type, got I64" : $"{item.Key}: expected whole numbers, got F32");
        Assert.Equal(
            $"The weights in '{temporary.Path}' are of other types than the module's. {string.Join("; ", kinds)}. "
            + "Write the file with the types that the module has.", exception.Message);
        Assert.All(module.state_dict(), item => Assert.True(item.Value.Equals(before[item.Key]), item.Key));
    }

    [Fact]
    public void Load_OtherNamesAndShapes_ListsAllAndChangesNothing()
    {
        using var temporary = new TemporaryFile();
        using var module = Make();
        var before = State(module);
        using (var scope = NewDisposeScope())
            SafetensorsWriter.Write(temporary.Path, [("0.weight", ones(2, 1, 3, 3)), ("1.weight", ones(3)), ("x", ones(1))]);

        var e = Assert.Throws<InvalidDataException>(() => ModuleFile.Read(module, temporary.Path));

        Assert.Equal(
            $"""
            The weights in '{temporary.Path}' do not fit the module: expected equal names and shapes, got 5 missing, 1 unexpected, 1 of another shape.
            Missing in the file (5):
              0.bias
              1.bias
              1.num_batches_tracked
              1.running_mean
              1.running_var
            Unexpected in the file (1):
              x
            Of another shape (1):
              1.weight: expected [2], got [3]
            Make the module with the network, reduction ratio and number of classes that the file was written with.
            """,
            e.Message);
        Assert.Equal(before, State(module));
    }

    private static Module<Tensor, Tensor> Make()
    {
        using var scope = NewDisposeScope(); // Conv2d leaves a temporary tensor behind where it sets its bias
        return Sequential(("0", Conv2d(1, 2, 3)), ("1", BatchNorm2d(2)));
    }

    private static Dictionary<string, string> State(Module module) =>
        module.state_dict().ToDictionary(item => item.Key, item => Convert.ToHexString(item.Value.bytes));

    private static void AssertEqualState(Module expected, Module actual) => Assert.Equal(State(expected), State(actual));
}

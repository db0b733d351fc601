using System.Text.RegularExpressions;
using Microsoft.ML.SeNet.Training;
using Microsoft.ML.SeNet.Weights.Safetensors;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public sealed class CheckpointTests : TensorTest, IDisposable
{
    private const string Data = "12 pictures of SHA-256 00";

    private static readonly TrainingSettings s_settings = TrainingLoopTests.Settings(epochs: 3);

    private readonly string _folder = Directory.CreateTempSubdirectory("checkpoint-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "run.ckpt");

    void IDisposable.Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Dispose();
    }

    [Fact]
    public void TryLoad_NoFile_DoesNothing()
    {
        using var parts = new Parts(1);
        var before = parts.Values();

        Assert.Null(parts.Load(new Checkpoint(Path, s_settings, Data)));

        Assert.Equal(before, parts.Values());
    }

    [Theory]
    [InlineData(TrainingOptimizer.Sgd)]
    [InlineData(TrainingOptimizer.AdamW)]
    public void TryLoad_WhatWasSaved_PutsEverythingBack(TrainingOptimizer optimizer)
    {
        using var saved = new Parts(1, optimizer: optimizer);
        using var loaded = new Parts(2, optimizer: optimizer);
        Assert.NotEqual(saved.Values(), loaded.Values());
        Save(saved);

        var state = loaded.Load(new Checkpoint(Path, s_settings, Data))!;

        Assert.Equal(saved.Values(), loaded.Values());
        Assert.Equal((1, 2, 0.1 + 0.2, 7L, 12L, 1, true),
            (state.Epoch, state.Step, state.Running.LossSum, state.Running.Correct, state.Running.Count, state.BestEpoch, state.Stopped));
        Assert.Equal([new EpochMetrics(1, 1.0 / 3, 0.5, 0.1, 2.0 / 3, 0.75)], state.History);
        Assert.Equal([Path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void TryLoad_ShapesThatTheNetworkLacks_NamesThemAndChangesNothing()
    {
        using var saved = new Parts(1);
        using var other = new Parts(2, outputs: 4);
        Save(saved);
        var before = other.Values();

        AssertRefused(other, s_settings, Data,
            $"The checkpoint '{Path}' cannot be used: expected the tensors of this network, got none or others for network.0.weight, "
            + "network.0.bias, network.1.weight, network.1.bias, network.1.running_mean, network.1.running_var. Delete it to begin anew.");

        Assert.Equal(before, other.Values());
    }

    [Fact]
    public void TryLoad_WithoutTheBestWeights_NamesThem()
    {
        using var parts = new Parts(1);
        Save(parts);
        Rewrite(name => name.StartsWith("best.0", StringComparison.Ordinal), []);

        AssertRefused(parts, s_settings, Data,
            $"The checkpoint '{Path}' cannot be used: expected the tensors of this network, got none or others for best.0.weight, "
            + "best.0.bias. Delete it to begin anew.");
    }

    [Fact]
    public void TryLoad_WithoutTheAverage_NamesIt()
    {
        using var parts = new Parts(1);
        Save(parts);
        Rewrite(name => name.StartsWith("average.1.running", StringComparison.Ordinal), []);

        AssertRefused(parts, s_settings, Data,
            $"The checkpoint '{Path}' cannot be used: expected the tensors of this network, got none or others for average.1.running_mean, "
            + "average.1.running_var. Delete it to begin anew.");
    }

    [Fact]
    public void TryLoad_OtherSettingsAndPictures_NamesAllThatDiffers()
    {
        using var parts = new Parts(1);
        Save(parts);

        AssertRefused(
            parts, TrainingLoopTests.Settings(epochs: 4, options => options.LearningRate = 0.2), "14 pictures of SHA-256 11",
            $"The checkpoint '{Path}' belongs to another training. Epochs: expected 3, got 4. LearningRate: expected 0.1, got 0.2. "
            + "training data: expected 14 pictures of SHA-256 11, got 12 pictures of SHA-256 00. "
            + "Restore these, or delete the file to begin anew.");
    }

    [Fact]
    public void TryLoad_OtherVersion_SaysSo()
    {
        using var parts = new Parts(1);
        Save(parts);
        Rewrite(_ => false, new() { ["senet_checkpoint"] = "2" });

        AssertRefused(parts, s_settings, Data,
            $"The checkpoint '{Path}' cannot be used: expected version 1, got '2': it was written by another version of this library. "
            + "Delete it to begin anew.");
    }

    [Fact]
    public void TryLoad_WeightsOfSomethingElse_SaysSo()
    {
        using var parts = new Parts(1);
        using var tensor = ones(1);
        SafetensorsWriter.Write(Path, [("weight", tensor)]);

        AssertRefused(parts, s_settings, Data,
            $"The checkpoint '{Path}' cannot be used: expected the metadata key 'senet_checkpoint', got none: "
            + "it is no checkpoint of a training. Delete it to begin anew.");
        Assert.Null(Checkpoint.SeedOf(Path));
    }

    [Theory]
    [InlineData("null", "null")]
    [InlineData("{\"Epoch\":-1}", "numbers that contradict each other")]
    [InlineData("{\"Epoch\":1,\"History\":[]}", "numbers that contradict each other")]
    [InlineData("{\"Epoch\":1,\"History\":[null]}", "numbers that contradict each other")]
    [InlineData("{\"History\":null}", "numbers that contradict each other")]
    [InlineData("{\"Running\":null}", "numbers that contradict each other")]
    [InlineData("{\"BestEpoch\":1}", "numbers that contradict each other")]
    public void TryLoad_StateThatCannotBe_SaysSo(string state, string why)
    {
        using var parts = new Parts(1);
        Save(parts);
        Rewrite(_ => false, new() { ["state"] = state });

        AssertRefused(parts, s_settings, Data,
            $"The checkpoint '{Path}' cannot be used: expected where the training stands under 'state', got something else ({why}). "
            + "Delete it to begin anew.");
    }

    [Fact]
    public void TryLoad_CutFile_SaysWhatLacks()
    {
        using var parts = new Parts(1);
        Save(parts);
        using (var file = new FileStream(Path, FileMode.Open))
            file.SetLength(file.Length - 10);

        var e = Assert.Throws<InvalidDataException>(() => parts.Load(new Checkpoint(Path, s_settings, Data)));

        var path = Regex.Escape(Path);
        Assert.Matches(
            $"^The checkpoint '{path}' cannot be used: Cannot read '{path}' as safetensors: entry '[a-z0-9_.]+', data_offsets: "
            + "expected an end within the [0-9]+ bytes of data in the file, got [0-9]+\\. "
            + "The file is damaged or of another format: fetch or export it again\\. Delete it to begin anew\\.$", e.Message);
        Assert.Equal(e.Message, Assert.Throws<InvalidDataException>(() => Checkpoint.SeedOf(Path)).Message);
    }

    [Fact]
    public void Save_NoFolder_SaysWhatToDoAndWhy()
    {
        using var parts = new Parts(1);
        var path = System.IO.Path.Combine(_folder, "gone", "run.ckpt");

        var e = Assert.Throws<IOException>(() => parts.Save(new Checkpoint(path, s_settings, Data)));

        Assert.Equal(
            $"Cannot save the checkpoint '{path}': Cannot write '{path}': expected an existing directory, "
            + $"got '{System.IO.Path.GetDirectoryName(path)}', which does not exist. Create it first. "
            + "An older one there is untouched, and the next Fit goes on from it. "
            + "Make room, or copy it to another place and set Options.CheckpointPath to that.", e.Message);
    }

    [Fact]
    public void SeedOf_Checkpoint_IsItsSeed()
    {
        Assert.Null(Checkpoint.SeedOf(Path));
        using var parts = new Parts(1);
        Save(parts, s_settings with { Seed = -3 });

        Assert.Equal(-3, Checkpoint.SeedOf(Path));
    }

    private void AssertRefused(Parts parts, TrainingSettings settings, string data, string message)
    {
        var e = Assert.Throws<InvalidDataException>(() => parts.Load(new Checkpoint(Path, settings, data)));
        Assert.Equal(message, e.Message);
    }

    private void Save(Parts parts, TrainingSettings? settings = null) => parts.Save(new Checkpoint(Path, settings ?? s_settings, Data));

    private void Rewrite(Func<string, bool> without, Dictionary<string, string> changed)
    {
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(Path);
        var metadata = file.Metadata.ToDictionary(item => item.Key, item => changed.GetValueOrDefault(item.Key, item.Value));
        SafetensorsWriter.Write(Path,
            file.Entries.Where(entry => !without(entry.Name)).Select(entry => (entry.Name, file.Read(entry.Name))).ToList(), metadata);
    }

    /// <summary>What a checkpoint is of, each number of it made from a seed.</summary>
    private sealed class Parts : IDisposable
    {
        private readonly Sequential _network;
        private readonly Optimizer _optimizer;
        private readonly BestWeights _best = new();
        private readonly WeightAverage _average;

        internal Parts(int seed, int outputs = 3, TrainingOptimizer optimizer = TrainingOptimizer.Sgd)
        {
            _network = nn.Sequential(("0", nn.Linear(2, outputs)), ("1", nn.BatchNorm1d(outputs)));
            _optimizer = Optimizer.Of(TrainingLoopTests.Options(epochs: 3, options => options.Optimizer = optimizer),
                _network.named_parameters().Select(item => new TrainedParameter(item.name, item.parameter)));
            Fill($"best{seed}", _network.state_dict().Values);
            _best.Keep(_network);
            _average = new WeightAverage(_network, 0.9);
            Fill($"average{seed}", _average.State.Select(item => item.Tensor));
            Fill($"network{seed}", _network.state_dict().Values);
            Fill($"optimizer{seed}", _optimizer.State.Select(item => item.Tensor));
        }

        public void Dispose()
        {
            _network.Dispose();
            _optimizer.Dispose();
            _best.Dispose();
            _average.Dispose();
        }

        private CheckpointContent Content => new(_network, _optimizer, _best, _average);

        internal void Save(Checkpoint checkpoint) => checkpoint.Save(Content, new TrainingState
        {
            Epoch = 1,
            Step = 2,
            Running = new RunningMetrics { LossSum = 0.1 + 0.2, Correct = 7, Count = 12 },
            History = [new EpochMetrics(1, 1.0 / 3, 0.5, 0.1, 2.0 / 3, 0.75)],
            BestEpoch = 1,
            Stopped = true,
        });

        internal TrainingState? Load(Checkpoint checkpoint) => checkpoint.TryLoad(Content);

        internal float[] Values()
        {
            using var scope = NewDisposeScope();
            var tensors = _network.state_dict().Values.Concat(_optimizer.State.Select(item => item.Tensor))
                .Concat(_best.State.Concat(_average.State).Select(item => item.Tensor));
            return [.. tensors.SelectMany(tensor => tensor.detach().to_type(ScalarType.Float32).data<float>().ToArray())];
        }

        private static void Fill(string name, IEnumerable<Tensor> tensors)
        {
            using var untracked = no_grad();
            using var scope = NewDisposeScope();
            foreach (var (tensor, i) in tensors.Select((tensor, i) => (tensor, i)))
                tensor.copy_(Pattern.Tensor($"{name}{i}", tensor.shape).mul(100));
        }
    }
}

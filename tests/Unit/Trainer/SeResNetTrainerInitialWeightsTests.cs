using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tests.Training;
using Microsoft.ML.SeNet.Weights;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Trainer;

/// <summary>Trainings that start from the weights of others.</summary>
public sealed class SeResNetTrainerInitialWeightsTests : TensorTest, IDisposable
{
    // So small that no float32 weight moves, not even one of 0.
    private const double NoRate = 1e-60;

    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("initial-").FullName;

    void IDisposable.Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        Dispose();
    }

    [Fact]
    public void Fit_RateThatMovesNothing_KeepsTheGivenWeightsAndLabelsRows()
    {
        using var first = Fits.Trainer(_ml, Fits.Options()).Fit(SmallTraining.Data(_ml, 8));
        using var sut = Fits.Trainer(_ml, From(first, options => (options.LearningRate, options.WeightDecay) = (NoRate, 0)))
            .Fit(SmallTraining.Data(_ml, 8));

        Assert.Equal(Parameters(first), Parameters(sut));
        Assert.Equal(first.Weights.Labels, sut.Weights.Labels);
    }

    [Fact]
    public void Fit_OneSeed_SameBitsWhereverTheWeightsComeFrom()
    {
        using var first = Fits.Trainer(_ml, Fits.Options()).Fit(SmallTraining.Data(_ml, 8));
        var path = Path.Combine(_folder, "weights.safetensors");
        first.Weights.Save(path);
        var expected = Fits.Weights(_ml, From(first));

        Assert.Equal(expected, Fits.Weights(_ml, From(first)));
        Assert.Equal(expected, Fits.Weights(_ml, From(SeNetWeights.FromFile(path))));
        Assert.NotEqual(expected, Fits.Weights(_ml, Fits.Options()));
    }

    [Fact]
    public void Fit_OtherClasses_MakesANewHeadFromTheSeed()
    {
        using var first = Fits.Trainer(_ml, Fits.Options()).Fit(SmallTraining.Data(_ml, 8));
        var three = SmallTraining.Keyed(_ml, _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 9).Select(
            i => new SmallTraining.Row { Label = $"class {i % 3}", Features = SmallTraining.Pixels(i) }).ToList()));
        SeResNetTrainer.Options Options() => From(first, options => (options.LearningRate, options.WeightDecay) = (NoRate, 0));

        using var sut = Fits.Trainer(_ml, Options()).Fit(three);
        using var other = Fits.Trainer(new MLContext(2), Options()).Fit(three);

        Assert.Equal(["class 0", "class 1", "class 2"], sut.Labels);
        Assert.Equal(Parameters(first).Where(IsBackbone), Parameters(sut).Where(IsBackbone));
        Assert.NotEqual(Parameters(sut)["fc.weight"], Parameters(other)["fc.weight"]);
    }

    [Fact]
    public void Fit_ModelIsDisposedAfterwards_TheNewOneLives()
    {
        var first = Fits.Trainer(_ml, Fits.Options()).Fit(SmallTraining.Data(_ml, 8));
        var trainer = Fits.Trainer(_ml, From(first));
        using var sut = trainer.Fit(SmallTraining.Data(_ml, 8));

        first.Dispose();

        Assert.Equal(8,
            _ml.MulticlassClassification.Evaluate(sut.Transform(SmallTraining.Data(_ml, 8))).ConfusionMatrix.Counts.Sum(row => row.Sum()));
        Assert.Throws<ObjectDisposedException>(() => trainer.Fit(SmallTraining.Data(_ml, 8)));
    }

    [Fact]
    public void Fit_OtherNormalization_IsThatOfTheWeights()
    {
        var normalization = new Normalization([0.5f, 0.4f, 0.3f], [0.2f, 0.3f, 0.1f]);
        using var first = Fits.Trainer(_ml, Fits.Options()).Fit(SmallTraining.Data(_ml, 8));
        var weights = new SeNetWeights(
            "these", first.Network, first.Weights.Surroundings with { Normalization = normalization }, first.Trained.ToNetwork);

        using var sut = Fits.Trainer(_ml, From(weights)).Fit(SmallTraining.Data(_ml, 8));

        Assert.Equal(normalization, sut.Description.Normalization);
        Assert.NotEqual(Fits.Weights(_ml, From(first)), Fits.Weights(sut));
    }

    [Fact]
    public void Fit_WhatOptionsCannotSayOfTheNetwork_IsThatOfTheWeights()
    {
        using var first = Fits.Trainer(_ml, Fits.Options()).Fit(SmallTraining.Data(_ml, 8));
        var network = first.Network with { Stride = StridePosition.OneByOne,
            SqueezeExcitation = first.Network.SqueezeExcitation! with { Bias = false, Rounding = SeRounding.MultipleOf8 } };
        var weights = new SeNetWeights("these", network, first.Weights.Surroundings, () => new SeResNet(network, new Seeds(3)));

        using var sut = Fits.Trainer(_ml, From(weights)).Fit(SmallTraining.Data(_ml, 8));

        Assert.Equal(network, sut.Network);
    }

    [Theory]
    [InlineData(BackboneTraining.Full)]
    [InlineData(BackboneTraining.FrozenThenFull)]
    public void FindLearningRate_FromWeights_BeginsAsTheFitWould(BackboneTraining backbone)
    {
        using var first = Fits.Trainer(_ml, Fits.Options()).Fit(SmallTraining.Data(_ml, 8));
        var losses = new List<double>();
        var options = From(first, options => (options.Backbone, options.Epochs) = (backbone, 2));
        var trainer = Fits.Trainer(_ml, options);

        var curve = trainer.FindLearningRate(SmallTraining.Data(_ml, 8), new LearningRateFinderOptions { Steps = 20 });

        options.ProgressCallback = progress =>
        {
            if (progress.Stage == TrainingStage.Training)
                losses.Add(progress.Loss);
        };
        using var fitted = Fits.Trainer(_ml, options).Fit(SmallTraining.Data(_ml, 8));
        Assert.Equal(losses[0], curve.Points[0].Loss);
    }

    [Fact]
    public void FindLearningRate_Frozen_SaysThatThereIsNone()
    {
        using var first = Fits.Trainer(_ml, Fits.Options()).Fit(SmallTraining.Data(_ml, 8));
        var sut = Fits.Trainer(_ml, From(first, options => options.Backbone = BackboneTraining.Frozen));

        var e = Assert.Throws<InvalidOperationException>(() => sut.FindLearningRate(SmallTraining.Data(_ml, 8)));

        Assert.Equal(
            "There is no learning rate to look for: expected an Options.Backbone with which something is trained, got Frozen, "
            + "with which the fully connected layer is solved. Fit needs no rate then.", e.Message);
    }

    [Fact]
    public void Fit_WeightsOfThePlainNetwork_BeginAsTheFunctionThatWasTrained()
    {
        var weights = Plain();
        using var plain = weights.ToNetwork();

        using var sut = Fits.Trainer(_ml, From(weights, options => options.Backbone = BackboneTraining.Frozen))
            .Fit(SmallTraining.Data(_ml, 8));

        using var network = sut.Trained.ToNetwork();
        Assert.NotNull(network.Options.SqueezeExcitation);
        for (var picture = 0; picture < 4; picture++)
        {
            var pixels = SmallTraining.Pixels(picture);
            Assert.All(
                LogisticRegression.Features(plain, pixels, SmallTraining.Side)
                    .Zip(LogisticRegression.Features(network, pixels, SmallTraining.Side)),
                pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        }
    }

    [Fact]
    public void Fit_WeightsOfThePlainNetworkForAPlaceWithoutIdentity_StartSqueezeAndExcitationFromTheSeed()
    {
        using var fresh = Fits.Trainer(_ml, Fits.Options(options => options.Placement = SePlacement.Post))
            .Fit(SmallTraining.Data(_ml, 8));
        var weights = Plain();
        using var plain = weights.ToNetwork();
        var log = Fits.Log(_ml, Microsoft.ML.Runtime.ChannelMessageKind.Info);

        using var sut = Fits.Trainer(_ml, From(weights,
            options => (options.Placement, options.LearningRate, options.WeightDecay) = (SePlacement.Post, NoRate, 0)))
            .Fit(SmallTraining.Data(_ml, 8));

        Assert.Equal(fresh.Network, sut.Network);
        Assert.Contains("The initial weights are those of ResNet-20, a plain network: squeeze and excitation starts from the seed, since "
            + "with this placement and gate it cannot begin as the identity.", log);
        using var started = new SeResNet(fresh.Network, new Seeds(1));
        Assert.Equal(plain.get_parameter("layer2.1.conv1.weight")!.data<float>().ToArray(),
            sut.Trained.Tensors["layer2.1.conv1.weight"].data<float>().ToArray());
        Assert.Equal(started.get_parameter("layer2.1.se.fc1.weight")!.data<float>().ToArray(),
            sut.Trained.Tensors["layer2.1.se.fc1.weight"].data<float>().ToArray());
    }

    [Fact]
    public void SeResNet_FrozenBackboneFromThePlainNetworkForAPlaceWithoutIdentity_IsRefused()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => Fits.Trainer(_ml, From(Plain(),
            options => (options.Backbone, options.Placement) = (BackboneTraining.Frozen, SePlacement.Identity))));

        Assert.Equal(
            "SeResNetTrainer cannot be made from these values. Backbone: expected another than Frozen where InitialWeights are those of a "
            + "plain network and squeeze and excitation of this placement and gate cannot begin as the identity, so that it must learn, "
            + "got Frozen. (Parameter 'options')",
            e.Message);
    }

    [Fact]
    public void SeResNet_FrozenBackboneFromThePlainNetworkWithoutStages_IsAllowed()
    {
        using var sut =
            Fits.Trainer(_ml, From(Plain(), options => (options.Backbone, options.Stages) = (BackboneTraining.Frozen, SeStages.None)))
            .Fit(SmallTraining.Data(_ml, 8));

        Assert.Null(sut.Network.Canonical.SqueezeExcitation);
    }

    [Fact]
    public void SeResNet_WeightsOfAnotherNetwork_NamesEveryDifference()
    {
        using var first = Fits.Trainer(_ml, Fits.Options(options => (options.ReductionRatio, options.Gate) = (4, SeGate.ReLU)))
            .Fit(SmallTraining.Data(_ml, 8));

        var e = Assert.Throws<ArgumentOutOfRangeException>(
            () => Fits.Trainer(_ml, From(first, options => options.Network = SeResNetVariant.CifarSeResNet32)));

        Assert.Equal(
            "SeResNetTrainer cannot be made from these values. InitialWeights: expected weights of SE-ResNet-32 as the other options "
            + "describe it, got those of the given model, which differ: Variant: expected CifarSeResNet32, got CifarSeResNet20. "
            + "ReductionRatio: expected 16, got 4. Gate: expected Sigmoid, got ReLU. "
            + "Set the options to the values of the weights, or take other weights. (Parameter 'options')", e.Message);
    }

    [Fact]
    public void Fit_CheckpointOfOtherInitialWeights_IsRefused()
    {
        using var first = Fits.Trainer(_ml, Fits.Options()).Fit(SmallTraining.Data(_ml, 8));
        using var second = Fits.Trainer(new MLContext(2), Fits.Options()).Fit(SmallTraining.Data(_ml, 8));
        var path = Path.Combine(_folder, "run.ckpt");
        SeResNetTrainer.Options Options(SeNetWeights weights) => From(weights, options => options.CheckpointPath = path);
        var expected = Fits.Weights(_ml, Options(first));

        Assert.Equal(expected, Fits.Weights(_ml, Options(first)));
        Assert.Matches(
            "^The checkpoint '.*' belongs to another training\\. "
            + "InitialWeights: expected StartingPoint {\"Sha256\":\"[0-9a-f]{64}\",\"HeadRows\":\\[0,1\\]}, got StartingPoint "
            + "{\"Sha256\":\"[0-9a-f]{64}\",\"HeadRows\":\\[0,1\\]}\\. Restore these, or delete the file to begin anew\\.$",
            Assert.Throws<InvalidDataException>(() => Fits.Weights(_ml, Options(second))).Message);
    }

    private static SeResNetTrainer.Options From(SeNetWeights weights, Action<SeResNetTrainer.Options>? change = null) =>
        Fits.Options(options =>
        {
            options.InitialWeights = weights;
            change?.Invoke(options);
        });

    private static bool IsBackbone(KeyValuePair<string, string> item) => !item.Key.StartsWith("fc.", StringComparison.Ordinal);

    private static Dictionary<string, string> Parameters(SeResNetTransformer model)
    {
        var values = new Dictionary<string, string>();
        using var network = model.Trained.ToNetwork();
        foreach (var (name, parameter) in network.named_parameters())
        {
            using var value = parameter.detach();
            values[name] = Convert.ToHexString(value.bytes);
        }
        return values;
    }

    /// <summary>A plain network whose every weight tells.</summary>
    private static SeNetWeights Plain()
    {
        var network = new NetworkOptions
        {
            Variant = SeResNetVariant.CifarSeResNet20, Classes = 4, SqueezeExcitation = null, ZeroInitLastBatchNorm = false,
        };
        return new SeNetWeights("these", network, new WeightsSurroundings(), () => new SeResNet(network, new Seeds(3)));
    }
}

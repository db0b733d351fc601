using Microsoft.ML.SeNet.Network;
using System.Text.RegularExpressions;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Tests.Network;
using Microsoft.ML.SeNet.Weights.Flavors;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Tests.Weights.Flavors;

public sealed class ForeignWeightsTests : TensorTest
{
    private static readonly SqueezeExcitationOptions s_timm = new() { Rounding = SeRounding.MultipleOf8 };

    private static readonly Dictionary<SeNetFlavor, (string, string)[]> s_styles = new()
    {
        [SeNetFlavor.Timm] = [],
        [SeNetFlavor.Caffe] = [(@"^((conv|bn)[123]\.)", "layer0.$1"), (@"\.se\.", ".se_module."), (@"^fc\.", "last_linear.")],
        [SeNetFlavor.Moskomule] = [(@"\.se\.fc1\.", ".se.fc.0."), (@"\.se\.fc2\.", ".se.fc.2.")],
        [SeNetFlavor.Torchvision] = [],
        [SeNetFlavor.CifarResNet] = [(@"\.downsample\.", ".shortcut."), (@"^fc\.", "linear.")],
    };

    private static ShapesAlone File(NetworkOptions options, SeNetFlavor style) =>
        ShapesAlone.Of(options, name => s_styles[style].Aggregate(name, (text, rule) => Regex.Replace(text, rule.Item1, rule.Item2)));

    private static NetworkOptions Recognized(ShapesAlone file, SeNetFlavor? given = null) =>
        new ForeignWeights(file, given).Network.Canonical;

    private static string Refusal(ShapesAlone file, SeNetFlavor? given = null) =>
        Assert.Throws<InvalidDataException>(() => new ForeignWeights(file, given)).Message;

    [Fact]
    public void Network_EveryVariantInEveryStyle_IsRecognizedWithItsConventions()
    {
        foreach (var row in ResidualRow.Table)
        {
            var variant = row.Variant;
            var plain = new NetworkOptions { Variant = variant, Classes = 7, InputChannels = 1, SqueezeExcitation = null };
            var caffe = plain with { SqueezeExcitation = new(), StemPooling = StemPooling.Ceiling,
                Stride = row.Groups == 1 ? StridePosition.OneByOne : StridePosition.ThreeByThree, ReluBeforeExcitation = true };
            var moskomule = plain with { SqueezeExcitation = new() { Bias = false, ReductionRatio = 8 } };

            Check(plain, SeNetFlavor.Torchvision);
            Check(moskomule, SeNetFlavor.Moskomule);
            Check(caffe, SeNetFlavor.Caffe);
            Check(plain with { SqueezeExcitation = new() { ReductionRatio = 4 } }, SeNetFlavor.Timm);
            if (!row.StemPools)
                Check(plain with { Shortcut = ShortcutKind.ParameterFree }, SeNetFlavor.CifarResNet);
        }

        static void Check(NetworkOptions options, SeNetFlavor flavor)
        {
            Assert.Equal(options.Canonical, Recognized(File(options, flavor)));
            Assert.Equal(options.Canonical, Recognized(File(options, flavor), flavor));
        }
    }

    [Theory]
    [InlineData(SeResNetVariant.SeResNet18, SeRounding.MultipleOf8)]
    [InlineData(SeResNetVariant.SeResNet50, SeRounding.Floor)] // the same widths either way
    public void Network_TimmsRounding_IsToldWhereItMatters(SeResNetVariant variant, SeRounding expected) =>
        Assert.Equal(s_timm with { Rounding = expected },
            Recognized(File(new() { Variant = variant, SqueezeExcitation = s_timm }, SeNetFlavor.Timm)).SqueezeExcitation);

    [Fact]
    public void Network_SomeStagesOfOddRatio_AreTold()
    {
        var se = new SqueezeExcitationOptions { ReductionRatio = 5, Stages = SeStages.Layer2 | SeStages.Layer4 };

        Assert.Equal(se, Recognized(File(new() { SqueezeExcitation = se }, SeNetFlavor.Timm)).SqueezeExcitation);
    }

    [Fact]
    public void Network_TimmsDeepStem_IsThatOfSeNet154()
    {
        var options = new NetworkOptions { Variant = SeResNetVariant.SeNet154 };
        var file = ShapesAlone.Of(options, name => name.Split('.') switch
        {
            ["conv1", ..] => name.Replace("conv1.", "conv1.0."),
            ["bn1", ..] => name.Replace("bn1.", "conv1.1."),
            ["conv2", ..] => name.Replace("conv2.", "conv1.3."),
            ["bn2", ..] => name.Replace("bn2.", "conv1.4."),
            ["conv3", ..] => name.Replace("conv3.", "conv1.6."),
            ["bn3", ..] => name.Replace("bn3.", "bn1."),
            _ => name,
        });

        Assert.Equal(options, Recognized(file));
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("module._orig_mod.")]
    public void Network_PrefixBeforeAllNames_IsPassedOver(string prefix) =>
        Assert.Equal(new NetworkOptions(), Recognized(ShapesAlone.Of(new NetworkOptions(), name => prefix + name)));

    [Fact]
    public void Tensors_OldFileWithoutCounters_AreComplete()
    {
        var file = File(new() { Variant = SeResNetVariant.CifarSeResNet20 }, SeNetFlavor.Timm);
        foreach (var name in file.Tensors.Keys.Where(name => name.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToList())
            file.Changeable.Remove(name);

        Assert.Equal(SeResNetVariant.CifarSeResNet20, Recognized(file).Variant);
    }

    [Fact]
    public void Flavor_AnotherThanTheNamesTell_IsRefused() =>
        Assert.Equal(
            "The weights in 'x.pth' are not of the flavor Timm: expected its names, got last_linear (as Caffe); layer0 (as Caffe); "
            + "se_module.fc1 (as Caffe); se_module.fc2 (as Caffe). Leave the flavor out, or give one of those.",
            Refusal(File(new(), SeNetFlavor.Caffe), SeNetFlavor.Timm));

    [Fact]
    public void Flavor_NamesOfTwo_IsAskedForAndThenTaken()
    {
        ShapesAlone Mixed() => ShapesAlone.Of(new NetworkOptions(), name => name.Replace(".se.", ".se_module."));

        Assert.Equal(
            "Cannot tell the flavor of the weights in 'x.pth': expected the names of one flavor, got conv1 (as Timm, Moskomule, "
            + "Torchvision, CifarResNet); fc (as Timm, Moskomule, Torchvision); se_module.fc1 (as Caffe); se_module.fc2 (as Caffe). "
            + "Say which it is: SeNetWeights.FromFile(path, SeNetFlavor).",
            Refusal(Mixed()));
        Assert.Equal(StridePosition.OneByOne, Recognized(Mixed(), SeNetFlavor.Caffe).Stride);
        Assert.Equal(StridePosition.ThreeByThree, Recognized(Mixed(), SeNetFlavor.Timm).Stride);
    }

    [Fact]
    public void Names_MissingUnexpectedAndOfAnotherShape_AreAllListed()
    {
        var file = File(new(), SeNetFlavor.Caffe);
        file.Changeable.Remove("layer2.1.bn2.bias");
        file.Changeable.Remove("layer3.4.se_module.fc1.bias");
        file.Changeable["layer1.0.conv3.weight"] = new TensorEntry(SafetensorsDType.F32, [256, 64, 3, 3]);
        file.Changeable["head.extra"] = new TensorEntry(SafetensorsDType.F32, []);

        Assert.Equal(
            """
            The weights in 'x.pth' do not fit the module: expected equal names and shapes, got 2 missing, 1 unexpected, 1 of another shape.
            Missing in the file (2):
              layer2.1.bn2.bias
              layer3.4.se.fc1.bias
            Unexpected in the file (1):
              head.extra
            Of another shape (1):
              layer1.0.conv3.weight: expected [256, 64, 1, 1], got [256, 64, 3, 3]
            Make the module with the network, reduction ratio and number of classes that the file was written with.
            """,
            Refusal(file));
    }

    [Fact]
    public void Names_TwoForOne_AreRefused()
    {
        var file = File(new(), SeNetFlavor.Caffe);
        file.Changeable["fc.weight"] = new TensorEntry(SafetensorsDType.F32, [1000, 2048]);

        Assert.Equal(
            "The weights in 'x.pth' have one tensor twice: expected one name that stands for 'fc.weight', "
            + "got 'fc.weight' and 'last_linear.weight'. Write the file with the names of one library.", Refusal(file));
    }

    [Fact]
    public void Network_AWideResNet_IsNamedAndRefused()
    {
        var file = File(new() { SqueezeExcitation = null }, SeNetFlavor.Torchvision);
        file.Changeable["layer1.0.conv1.weight"] = new TensorEntry(SafetensorsDType.F32, [128, 64, 1, 1]);
        file.Changeable["layer1.0.conv2.weight"] = new TensorEntry(SafetensorsDType.F32, [128, 128, 3, 3]);

        Assert.Equal(
            "The weights in 'x.pth' belong to no network that can be built: expected the blocks of one of ResNet-18, ResNet-34, ResNet-50, "
            + "ResNet-101, ResNet-152, ResNeXt-50 (32×4d), ResNeXt-101 (32×4d), "
            + "ResNeXt-152 (64×4d), ResNet-20, ResNet-32, ResNet-44, ResNet-56, ResNet-110, ResNet-164, "
            + "got 3, 4, 6, 3 Bottleneck blocks, the first 128 wide in 1 groups, behind 64 channels of 7×7. "
            + "Only the networks in the README can be imported.",
            Refusal(file));
    }

    [Fact]
    public void Network_HiddenUnitsOfNoRatio_AreRefused()
    {
        var file = File(new(), SeNetFlavor.Timm);
        file.Changeable["layer1.0.se.fc1.weight"] = new TensorEntry(SafetensorsDType.F32, [77, 256, 1, 1]);

        Assert.Equal(
            "The weights in 'x.pth' belong to no network that can be built: expected hidden units of one reduction ratio, "
            + "got 77 for 256 channels, 32 for 512 channels, 64 for 1024 channels, 128 for 2048 channels. "
            + "Only squeeze and excitation of each block's output can be imported.",
            Refusal(file));
    }

    [Fact]
    public void Network_OtherTensors_AreRefused()
    {
        var file = new ShapesAlone(
            new() { ["conv1.weight"] = new(SafetensorsDType.F32, [64, 3]), ["fc.weight"] = new(SafetensorsDType.F32, [10, 5]) });

        Assert.Equal(
            "The weights in 'x.pth' are not those of a residual network: expected 'conv1.weight' of 4 dimensions or the same by another "
            + "library's name, got [64, 3]. Check that the file holds a network of the README.",
            Refusal(file));
        Assert.StartsWith("Cannot tell the flavor of the weights in 'x.pth': ", Refusal(new ShapesAlone([])), StringComparison.Ordinal);
    }

    [Fact]
    public void Network_NoClasses_IsRefused()
    {
        var file = File(new(), SeNetFlavor.Timm);
        file.Changeable["fc.weight"] = new TensorEntry(SafetensorsDType.F32, [0, 2048]);

        Assert.Equal(
            "The weights in 'x.pth' belong to no network that can be built: expected classes and channels, "
            + "got 0 classes and pictures of 3 channels. Check that the file holds a network of the README.",
            Refusal(file));
    }

    [Fact]
    public void Network_FiveHundredMutationsOfNamesAndShapes_AreRecognizedOrRefused()
    {
        var random = new Seeds(1).Stream("mutations");
        long[] sizes = [0, 1, 2, 3, 16, 64, 77, 1L << 31, long.MaxValue];
        for (var times = 0; times < 500; times++)
        {
            var style = (SeNetFlavor)random.NextInt32(4);
            var file = File(new() { Variant = SeResNetVariant.CifarSeResNet20, Classes = 10,
                SqueezeExcitation = style == SeNetFlavor.Torchvision ? null : new() }, style);
            var name = file.Tensors.Keys.Order(StringComparer.Ordinal).ElementAt(random.NextInt32(file.Tensors.Count));
            var entry = file.Tensors[name];
            file.Changeable.Remove(name);
            var shape = entry.Shape.Select(size => random.NextInt32(2) == 0 ? sizes[random.NextInt32(sizes.Length)] : size)
                .Take(random.NextInt32(6)).ToList();
            if (random.NextInt32(3) > 0)
                file.Changeable[random.NextInt32(2) == 0 ? name : name.Remove(random.NextInt32(name.Length), 1)] = entry
                    with { Shape = shape };

            var refusal = Record.Exception(() => new ForeignWeights(file, null));

            Assert.True(refusal is null or InvalidDataException, $"{times}: {name} {refusal}");
        }
    }
}

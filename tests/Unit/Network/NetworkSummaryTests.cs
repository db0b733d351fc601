using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Network;

/// <summary>The counts of Hu et al. (arXiv:1709.01507) and those re-derived by hand from it.</summary>
public class NetworkSummaryTests : TensorTest
{
    private static readonly SqueezeExcitationOptions s_paper = new() { Bias = false };
    private static readonly SqueezeExcitationOptions s_caffe = new();
    private static readonly SqueezeExcitationOptions s_timm = new() { Rounding = SeRounding.MultipleOf8 };

    private static NetworkSummary Summary(NetworkOptions options, int size)
    {
        using var network = new SeResNet(options, new Seeds(1));
        return NetworkSummary.Of(network, size, size);
    }

    private static long Parameters(SeResNetVariant variant, SqueezeExcitationOptions? se, int classes = 1000) =>
        Summary(new NetworkOptions { Variant = variant, SqueezeExcitation = se, Classes = classes }, 32).Parameters;

    [Theory]
    [InlineData(SeResNetVariant.SeResNet18, 11_689_512, 11_776_552, 11_778_592, 11_779_624)]
    [InlineData(SeResNetVariant.SeResNet34, 21_797_672, 21_954_856, 21_958_868, 21_960_416)]
    [InlineData(SeResNetVariant.SeResNet50, 25_557_032, 28_071_976, 28_088_024, 28_088_024)]
    [InlineData(SeResNetVariant.SeResNet101, 44_549_160, 49_292_328, 49_326_872, 49_326_872)]
    [InlineData(SeResNetVariant.SeResNet152, 60_192_808, 66_770_984, 66_821_848, 66_821_848)]
    [InlineData(SeResNetVariant.SeResNeXt50, 25_028_904, 27_543_848, 27_559_896, 27_559_896)]
    [InlineData(SeResNetVariant.SeResNeXt101, 44_177_704, 48_920_872, 48_955_416, 48_955_416)]
    public void Parameters_ImageNetNetworks_AreThePublishedCounts(SeResNetVariant variant, long plain, long paper, long caffe, long timm)
    {
        Assert.Equal(plain, Parameters(variant, null));
        Assert.Equal(paper, Parameters(variant, s_paper));
        Assert.Equal(caffe, Parameters(variant, s_caffe));
        Assert.Equal(timm, Parameters(variant, s_timm));
    }

    [Fact]
    public void Parameters_SeNet154_AreThePublishedCounts()
    {
        Assert.Equal(115_038_120, Parameters(SeResNetVariant.SeNet154, s_paper));
        Assert.Equal(115_088_984, Parameters(SeResNetVariant.SeNet154, s_caffe));
        Assert.Equal(115_088_984, Parameters(SeResNetVariant.SeNet154, s_timm));
    }

    [Theory]
    [InlineData(SeResNetVariant.CifarSeResNet20, 269_722, 272_095)]
    [InlineData(SeResNetVariant.CifarSeResNet32, 464_154, 468_109)]
    [InlineData(SeResNetVariant.CifarSeResNet56, 853_018, 860_137)]
    [InlineData(SeResNetVariant.CifarSeResNet110, 1_727_962, 1_742_200)]
    public void Parameters_ParameterFreeShortcuts_AreTheDerivedCounts(SeResNetVariant variant, long plain, long caffe)
    {
        var options = new NetworkOptions { Variant = variant, Classes = 10, Shortcut = ShortcutKind.ParameterFree };

        Assert.Equal(plain, Summary(options with { SqueezeExcitation = null }, 32).Parameters);
        Assert.Equal(caffe, Summary(options, 32).Parameters);
    }

    [Theory]
    [InlineData(2, 45_676_584, 45_699_240)]
    [InlineData(4, 35_616_808, 35_635_688)]
    [InlineData(8, 30_586_920, 30_603_912)]
    [InlineData(16, 28_071_976, 28_088_024)]
    [InlineData(32, 26_814_504, 26_830_080)]
    public void Parameters_EachReductionRatio_AreThePublishedCounts(int ratio, long withoutBias, long withBias)
    {
        Assert.Equal(withoutBias, Parameters(SeResNetVariant.SeResNet50, s_paper with { ReductionRatio = ratio }));
        Assert.Equal(withBias, Parameters(SeResNetVariant.SeResNet50, s_caffe with { ReductionRatio = ratio }));
    }

    [Theory]
    [InlineData(SeStages.Layer1, 25_581_608)]
    [InlineData(SeStages.Layer2, 25_688_104)]
    [InlineData(SeStages.Layer3, 26_343_464)]
    [InlineData(SeStages.Layer4, 27_129_896)]
    [InlineData(SeStages.Layer1 | SeStages.Layer2 | SeStages.Layer3, 26_499_112)]
    [InlineData(SeStages.None, 25_557_032)]
    public void Parameters_SubsetsOfStages_AreThePublishedCounts(SeStages stages, long expected) =>
        Assert.Equal(expected, Parameters(SeResNetVariant.SeResNet50, s_paper with { Stages = stages }));

    [Theory]
    [InlineData(SePlacement.After3x3, false, 25_714_216)]
    [InlineData(SePlacement.After3x3, true, 25_718_228)]
    [InlineData(SePlacement.Pre, false, 27_548_200)]
    [InlineData(SePlacement.Post, false, 28_071_976)]
    [InlineData(SePlacement.Identity, false, 28_071_976)]
    public void Parameters_EachPlacement_AreThePublishedCounts(SePlacement placement, bool bias, long expected) =>
        Assert.Equal(expected, Parameters(SeResNetVariant.SeResNet50, s_paper with { Placement = placement, Bias = bias }));

    [Theory]
    [InlineData(SeResNetVariant.CifarSeResNet20, 10, 274_847)]
    [InlineData(SeResNetVariant.CifarSeResNet32, 10, 470_861)]
    [InlineData(SeResNetVariant.CifarSeResNet56, 10, 862_889)]
    [InlineData(SeResNetVariant.CifarSeResNet110, 10, 1_744_952)]
    [InlineData(SeResNetVariant.CifarSeResNet164, 10, 1_906_258)]
    [InlineData(SeResNetVariant.CifarSeResNet20, 100, 280_697)]
    [InlineData(SeResNetVariant.CifarSeResNet56, 100, 868_739)]
    [InlineData(SeResNetVariant.CifarSeResNet110, 100, 1_750_802)]
    [InlineData(SeResNetVariant.CifarSeResNet164, 100, 1_929_388)]
    public void Parameters_CifarNetworks_AreTheDerivedCounts(SeResNetVariant variant, int classes, long expected) =>
        Assert.Equal(expected, Parameters(variant, s_caffe, classes));

    [Theory]
    [InlineData(SeResNetVariant.CifarSeResNet20, 274_490)]
    [InlineData(SeResNetVariant.CifarSeResNet56, 861_818)]
    [InlineData(SeResNetVariant.CifarSeResNet110, 1_742_810)]
    [InlineData(SeResNetVariant.CifarSeResNet164, 1_897_690)]
    public void Parameters_CifarNetworksWithoutBias_AreTheDerivedCounts(SeResNetVariant variant, long expected) =>
        Assert.Equal(expected, Parameters(variant, s_paper, 10));

    [Theory]
    [InlineData(2, 289_106)]
    [InlineData(4, 280_958)]
    [InlineData(8, 276_884)]
    [InlineData(16, 274_847)]
    [InlineData(32, 273_878)]
    public void Parameters_SeResNet20ByRatio_AreTheDerivedCounts(int ratio, long expected) =>
        Assert.Equal(expected, Parameters(SeResNetVariant.CifarSeResNet20, s_caffe with { ReductionRatio = ratio }, 10));

    [Theory]
    [InlineData(SeResNetVariant.SeResNet50, StridePosition.OneByOne, 3.860)]
    [InlineData(SeResNetVariant.SeResNet50, StridePosition.ThreeByThree, 4.092)]
    [InlineData(SeResNetVariant.SeResNet101, StridePosition.OneByOne, 7.575)]
    [InlineData(SeResNetVariant.SeResNet101, StridePosition.ThreeByThree, 7.806)]
    [InlineData(SeResNetVariant.SeResNet152, StridePosition.OneByOne, 11.289)]
    [InlineData(SeResNetVariant.SeResNet152, StridePosition.ThreeByThree, 11.520)]
    [InlineData(SeResNetVariant.SeResNet18, StridePosition.ThreeByThree, 1.814)]
    [InlineData(SeResNetVariant.SeResNet34, StridePosition.ThreeByThree, 3.664)]
    [InlineData(SeResNetVariant.SeResNeXt50, StridePosition.ThreeByThree, 4.233)]
    [InlineData(SeResNetVariant.SeNet154, StridePosition.ThreeByThree, 20.688)]
    public void MultiplyAdds_At224_AreTheDerivedBillions(SeResNetVariant variant, StridePosition stride, double billions) =>
        Assert.Equal(billions, Math.Round(Summary(new NetworkOptions { Variant = variant, Stride = stride }, 224).MultiplyAdds / 1e9, 3));

    public static TheoryData<SqueezeExcitationOptions?, double, double> PaperRows => new()
    {
        { null, 3.858, 3.858 },
        { s_paper, 3.860, 3.866 },
        { s_paper with { Squeeze = SeSqueeze.None }, 4.269, 4.275 },
        { s_paper with { Placement = SePlacement.After3x3 }, 3.858, 3.860 },
    };

    [Theory]
    [MemberData(nameof(PaperRows))]
    public void MultiplyAdds_BothCountings_RoundToThePapersRows(SqueezeExcitationOptions? se, double layers, double withScaling)
    {
        var summary = Summary(new NetworkOptions { SqueezeExcitation = se, Stride = StridePosition.OneByOne }, 224);

        Assert.Equal(layers, Math.Round(summary.MultiplyAdds / 1e9, 3));
        Assert.Equal(withScaling, Math.Round(summary.MultiplyAddsWithScaling / 1e9, 3));
    }

    [Fact]
    public void MultiplyAdds_PlainV15_IsTorchvisions() =>
        Assert.Equal(4.089, Math.Round(Summary(new NetworkOptions { SqueezeExcitation = null }, 224).MultiplyAdds / 1e9, 3));

    [Fact]
    public void Of_EveryVariant_CountsEachParameterOnce()
    {
        foreach (var variant in Enum.GetValues<SeResNetVariant>())
        {
            using var network = new SeResNet(new NetworkOptions { Variant = variant }, new Seeds(1));
            Assert.Equal(network.parameters().Sum(parameter => parameter.numel()), NetworkSummary.Of(network, 96, 80).Parameters);
        }
    }

    [Theory]
    [InlineData(66, 50, 16 * 12)]
    [InlineData(67, 51, 17 * 13)]
    [InlineData(4, 3, 1)]
    public void MultiplyAdds_CeilingStem_AreOfTheMapsThatItMakes(int height, int width, long positions)
    {
        var options =
            new NetworkOptions { Variant = SeResNetVariant.SeResNet18, SqueezeExcitation = null, StemPooling = StemPooling.Ceiling };
        using var network = new SeResNet(options, new Seeds(1));

        Assert.Equal(4 * 64 * 64 * 9 * positions, NetworkSummary.Of(network, height, width).Stages[1].MultiplyAdds);
    }

    [Fact]
    public void Of_BadSizes_NamesBoth()
    {
        using var network = new SeResNet(new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20 }, new Seeds(1));

        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => NetworkSummary.Of(network, 0, -3));

        Assert.Equal(
            "NetworkSummary cannot be made from these values. height: expected 1 to 65536, got 0. width: expected 1 to 65536, "
            + "got -3. (Parameter 'height')", exception.Message);
    }

    [Fact]
    public void Of_TheLargestSize_DoesNotOverflow()
    {
        using var network = new SeResNet(new NetworkOptions { Variant = SeResNetVariant.SeResNet152 }, new Seeds(1));
        var small = NetworkSummary.Of(network, 64, 64);

        var sut = NetworkSummary.Of(network, 65_536, 65_536);

        Assert.InRange(sut.MultiplyAddsWithScaling / (double)small.MultiplyAddsWithScaling, 0.9 * 1024 * 1024, 1024 * 1024);
        Assert.Throws<ArgumentOutOfRangeException>("width", () => NetworkSummary.Of(network, 64, int.MaxValue));
    }

    [Fact]
    public void Of_PicturesTooSmallToPool_SaysHowLargeTheyMustBe()
    {
        using var network = new SeResNet(
            new NetworkOptions { Variant = SeResNetVariant.SeResNet18, StemPooling = StemPooling.Ceiling }, new Seeds(1));

        var exception = Assert.Throws<ArgumentException>(() => NetworkSummary.Of(network, 2, 64));

        Assert.Equal(
            "SE-ResNet-18 with StemPooling Ceiling takes pictures of at least 3 × 3 pixels, got (1, 3, 2, 64). (Parameter 'input')",
            exception.Message);
    }

    [Fact]
    public void Of_Nothing_NamesTheParameter() => Assert.Throws<ArgumentNullException>("network", () => NetworkSummary.Of(null!));

    [Fact]
    public void ToString_SeResNet20_IsATable()
    {
        var text = Summary(new NetworkOptions { Variant = SeResNetVariant.CifarSeResNet20, Classes = 10 }, 32).ToString();

        Assert.Equal(
            """
            SE-ResNet-20 at 32×32
                        parameters     multiply-adds   with SE scaling
            stem               464           442,368           442,368
            layer1          14,163        14,155,872        14,205,024
            layer2          52,134        13,107,584        13,132,160
            layer3         207,436        13,108,736        13,121,024
            fc                 650               640               640
            total          274,847        40,815,200        40,901,216
            """,
            text);
    }
}

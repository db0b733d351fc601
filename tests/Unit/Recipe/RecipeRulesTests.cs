using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Recipe;
using Microsoft.ML.SeNet.Weights;

namespace Microsoft.ML.SeNet.Tests.Recipe;

public sealed class RecipeRulesTests
{
    private static readonly SeNetWeights s_imageNet = new(
        "the weights from ImageNet", new NetworkOptions { Variant = SeResNetVariant.SeResNet18, Classes = 1, SqueezeExcitation = null },
        new WeightsSurroundings { Evaluation = new EvaluationTransform(224, 0.875), IsHeadless = true },
        () => throw new NotSupportedException());

    [Theory]
    [InlineData(1600, 320, 240, true, "SeResNet18 FrozenThenFull 224 12 32 0.01 Light")]
    [InlineData(100, 320, 240, true, "SeResNet18 Frozen 224 0 32 0.01 None")]
    [InlineData(300, 320, 240, true, "SeResNet18 FrozenThenFull 224 30 32 0.01 Light")]
    [InlineData(50_000, 320, 240, true, "SeResNet18 FrozenThenFull 224 3 32 0.01 Light")]
    [InlineData(1600, 320, 240, false, "SeResNet18 Full 224 31 32 0.05 Light")]
    [InlineData(60_000, 28, 28, true, "CifarSeResNet20 Full 28 10 32 0.05 Light")]
    [InlineData(1000, 64, 90, false, "CifarSeResNet20 Full 64 60 32 0.05 Light")]
    [InlineData(1000, 32, 32, true, "SeResNet18 FrozenThenFull 224 20 32 0.01 Light")]
    [InlineData(999, 32, 32, true, "SeResNet18 Frozen 224 0 32 0.01 None")]
    [InlineData(5000, 32, 32, true, "CifarSeResNet20 Full 32 60 32 0.05 Light")]
    [InlineData(0, 0, 0, false, "CifarSeResNet20 Full 1 60 32 0.05 Light")]
    public void Choose_ByThePicturesAlone_IsTheTable(int pictures, int width, int height, bool hasImageNet, string expected) =>
        Assert.Equal(expected, Text(RecipeRules.Choose(Survey(pictures, width, height), new(), hasImageNet ? s_imageNet : null)));

    [Fact]
    public void Choose_WithWishes_KeepsThem()
    {
        var wishes = new SeNetRecipeOptions { Network = SeResNetVariant.SeResNet50, BatchSize = 64, Epochs = 7, ImageSize = 160 };

        Assert.Equal("SeResNet50 Full 160 7 64 0.1 Light", Text(RecipeRules.Choose(Survey(1600, 320, 240), wishes, s_imageNet)));
        Assert.Equal("SeResNet18 FrozenThenFull 224 5 32 0.01 Light",
            Text(RecipeRules.Choose(Survey(100, 320, 240), new() { Epochs = 5 }, s_imageNet)));
        Assert.Equal("SeResNet18 Full 224 31 32 0.05 Light",
            Text(RecipeRules.Choose(Survey(1600, 320, 240), new() { FromScratch = true }, s_imageNet)));
    }

    [Fact]
    public void Choose_PhotographsWithoutThePackage_TellsHowToAddIt() => Assert.Equal(
        ["Photographs learn faster and better from ImageNet's weights, which are not there. Add them: dotnet add package "
            + "Microsoft.ML.DnnImageFeaturizer.ResNet18 --version 0.23.1"],
        RecipeRules.Choose(Survey(1600, 320, 240), new(), imageNet: null).Remarks);

    [Fact]
    public void Choose_OddPictures_AreNamed()
    {
        var survey = Survey(1600, 320, 240) with { Odd = [("a.png", 1, 1), ("b.png", 8, 9)] };

        Assert.Equal(
            ["2 pictures are far smaller than usual: 'a.png' (1×1), 'b.png' (8×9). See whether they are what they should be."],
            RecipeRules.Choose(survey, new(), s_imageNet).Remarks);
    }

    [Theory]
    [InlineData(10, "SeResNet18 FrozenThenFull 224 23 32 0.01 Light")]
    [InlineData(600, "SeResNet18 FrozenThenFull 224 60 32 0.01 Light")]
    [InlineData(1, "SeResNet18 Frozen 224 0 32 0.01 None")]
    public void Within_MinutesFromGivenWeights_FitsTheEpochs(double minutes, string expected)
    {
        var recipe = RecipeRules.Choose(Survey(1600, 320, 240), new(), s_imageNet);

        Assert.Equal(expected, Text(RecipeRules.Within(recipe, TimeSpan.FromMinutes(minutes), new RecipeSpeed(400, 210, 70))));
    }

    [Fact]
    public void Within_TooLittleForAnEpoch_DoesOneAndSaysSo()
    {
        var recipe = RecipeRules.Choose(Survey(60_000, 28, 28), new(), null);

        var sut = RecipeRules.Within(recipe, TimeSpan.FromSeconds(6), new RecipeSpeed(9000, 6000, 2000));

        Assert.Equal("CifarSeResNet20 Full 28 1 32 0.05 Light", Text(sut));
        Assert.Equal(["6 s is too little for an epoch, which takes about 30 s here: one is done all the same."], sut.Remarks);
    }

    [Fact]
    public void ToString_ARecipe_IsOneLineWithItsReason() => Assert.Equal(
        "SeResNet18 starting from the weights from ImageNet, at 224×224 pixels: the last layer solved for first, then 12 epochs of all, "
        + "batches of 32, learning rate up to 0.01, augmentation Light. 1,600 pictures of 5 classes, median 320×240: so many learn best "
        + "from a network that knows pictures already.", RecipeRules.Choose(Survey(1600, 320, 240), new(), s_imageNet).ToString());

    [Fact]
    public void ToOptions_ARecipe_AreAnewEachTime()
    {
        var sut = RecipeRules.Choose(Survey(100, 320, 240), new(), s_imageNet);

        var options = sut.ToOptions("Path", "Kind");

        Assert.NotSame(options, sut.ToOptions());
        Assert.Equal(
            ("Path", "Kind", SeResNetVariant.SeResNet18, BackboneTraining.Frozen, 224, 1, TrainingPrecision.Automatic),
            (options.FeatureColumnName, options.LabelColumnName, options.Network, options.Backbone, options.ImageSize,
                options.Epochs, options.Precision));
    }

    private static PictureSurvey Survey(int pictures, int width, int height) => new(pictures, 5, width, height, []);

    private static string Text(SeNetRecipe recipe)
    {
        var (network, backbone, rate) = (recipe.Network, recipe.Backbone, recipe.LearningRate);
        return FormattableString.Invariant(
            $"{network} {backbone} {recipe.ImageSize} {recipe.Epochs} {recipe.BatchSize} {rate} {recipe.Augmentation}");
    }
}

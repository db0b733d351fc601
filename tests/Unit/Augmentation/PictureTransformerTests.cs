using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Augmentation;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Pictures;
using Microsoft.ML.SeNet.Tests.Pictures;

namespace Microsoft.ML.SeNet.Tests.Augmentation;

public sealed class PictureTransformerTests
{
    public static TheoryData<string> Stores => GoldenPicture.Names("store_");

    public static TheoryData<string> Windows => GoldenPicture.Names("window_");

    [Theory]
    [MemberData(nameof(Stores))]
    public void StoreAndEvaluate_GoldenPicture_IsTorchvisionsBitForBit(string name)
    {
        using var file = GoldenPicture.Open(name);
        var input = file.Case<GoldenPicture>();
        var evaluate = new EvaluationTransform(input.ImageSize, input.CropFraction);
        var (expected, width, height) = GoldenPicture.Result(file, "stored");
        var (sut, stored) = (new PictureTransformer(), new RgbBuffer());

        sut.Store(input.Buffer().View, evaluate, stored);

        Assert.Equal((width, height), (stored.Width, stored.Height));
        Assert.Equal(expected, stored.Span.ToArray());
        Assert.Equal(GoldenPicture.Result(file, "evaluated").Pixels, Evaluated(sut, stored, evaluate));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public void StoreAndEvaluate_InOnePass_IsTorchvisionsBitForBit(string name)
    {
        using var file = GoldenPicture.Open(name);
        var input = file.Case<GoldenPicture>();

        Assert.Equal(GoldenPicture.Result(file, "evaluated").Pixels,
            InOnePass(new PictureTransformer(), input.Buffer(), new EvaluationTransform(input.ImageSize, input.CropFraction)));
    }

    [Fact]
    public void StoreAndEvaluate_AnySizes_IsTheSameAsOneAfterTheOther()
    {
        var (sut, stored) = (new PictureTransformer(), new RgbBuffer());
        Prop.ForAll<long>(seed =>
        {
            var random = new Seeds(seed).Stream("sizes");
            var picture = SomePictures.Noise(1 + random.NextInt32(60), 1 + random.NextInt32(60), random);
            var evaluate = new EvaluationTransform(1 + random.NextInt32(40), 0.1 + (0.9 * random.NextDouble()));
            sut.Store(picture.View, evaluate, stored);
            Assert.Equal(Evaluated(sut, stored, evaluate), InOnePass(sut, picture, evaluate));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(40, 30, 30, 1)] // nothing to resize
    [InlineData(40, 30, 24, 0.8)]
    [InlineData(1000, 2, 16, 0.5)] // a strip
    [InlineData(2, 1000, 16, 0.5)]
    public void StoreAndEvaluate_ParticularSizes_IsTheSameAsOneAfterTheOther(int width, int height, int imageSize, double cropFraction)
    {
        var (sut, stored, evaluate) = (new PictureTransformer(), new RgbBuffer(), new EvaluationTransform(imageSize, cropFraction));
        var picture = SomePictures.Noise(width, height, new Seeds(1).Stream("noise"));

        sut.Store(picture.View, evaluate, stored);

        Assert.Equal(Evaluated(sut, stored, evaluate), InOnePass(sut, picture, evaluate));
    }

    [Theory]
    [MemberData(nameof(Windows))]
    public void Evaluate_AnySize_IsTorchvisionsCentralWindow(string name)
    {
        using var file = GoldenPicture.Open(name);
        var input = file.Case<GoldenPicture>();

        var actual = Evaluated(new PictureTransformer(), input.Buffer(), new EvaluationTransform(input.ImageSize, 1));

        Assert.Equal(GoldenPicture.Result(file, "output").Pixels, actual);
    }

    [Theory]
    [InlineData(100_000, 1, 256, 16)]
    [InlineData(2, 1000, 16, 256)]
    [InlineData(32, 2, 256, 16)]
    public void Store_Strip_KeepsTheMiddle(int width, int height, int storedWidth, int storedHeight)
    {
        var stored = new RgbBuffer();

        new PictureTransformer().Store(SomePictures.Constant(width, height, 1, 2, 3).View, new EvaluationTransform(16, 1), stored);

        Assert.Equal((storedWidth, storedHeight), (stored.Width, stored.Height));
        SomePictures.AssertConstant(stored.Span, 1, 2, 3);
    }

    [Fact]
    public void Train_Nothing_SeesWhatEvaluationSees()
    {
        var stored = SomePictures.Places(40, 32);
        var sut = new PictureTransformer();

        Assert.Equal(Evaluated(sut, stored, new EvaluationTransform(28, 0.875)), Trained(sut, stored, new TrainingTransform(28), seed: 1));
    }

    [Fact]
    public void Train_Flip_MirrorsExactly()
    {
        var stored = SomePictures.Places(40, 32);
        var sut = new PictureTransformer();

        var plain = Trained(sut, stored, new TrainingTransform(28), seed: 1);
        var flipped = Trained(sut, stored, new TrainingTransform(28, Flip: new HorizontalFlip(1)), seed: 1);

        Assert.Equal(plain.Chunk(28 * 3).SelectMany(row => row.Chunk(3).Reverse().SelectMany(pixel => pixel)), flipped);
    }

    [Fact]
    public void Train_PadAndCrop_ShowsTheWindowAndBlack()
    {
        var stored = SomePictures.Places(10, 10);
        var sut = new PictureTransformer();
        for (var seed = 0; seed < 50; seed++)
        {
            var box = new PadAndCrop(3).Draw(10, 10, 10, new Seeds(seed).Stream("train"));
            var pixels = Trained(sut, stored, new TrainingTransform(10, new PadAndCrop(3)), seed);
            for (var i = 0; i < 100; i++)
            {
                var (x, y) = ((i % 10) + (int)box.X, (i / 10) + (int)box.Y);
                byte[] expected = x is >= 0 and < 10 && y is >= 0 and < 10 ? [(byte)x, (byte)y, 200] : [0, 0, 0];
                Assert.Equal(expected, pixels[(3 * i)..((3 * i) + 3)]);
            }
        }
    }

    [Fact]
    public void Train_RandomResizedCrop_ResizesTheBoxDrawn()
    {
        var stored = SomePictures.Noise(50, 40, new Seeds(9).Stream("noise"));
        var sut = new PictureTransformer();
        for (var seed = 0; seed < 20; seed++)
        {
            var expected = new byte[16 * 16 * 3];
            new Resampler().Resize(
                stored.View, new RandomResizedCrop().Draw(50, 40, 16, new Seeds(seed).Stream("train")), 16, 16, expected);
            Assert.Equal(expected, Trained(sut, stored, new TrainingTransform(16, new RandomResizedCrop()), seed));
        }
    }

    [Fact]
    public void Train_SameSeed_GivesTheSamePixels()
    {
        var stored = SomePictures.Noise(50, 40, new Seeds(9).Stream("noise"));
        var transform = Presets.Of(AugmentationPreset.Light, smallPictures: false, 32, null).Train;

        Assert.Equal(Trained(new PictureTransformer(), stored, transform, 4), Trained(new PictureTransformer(), stored, transform, 4));
        Assert.NotEqual(Trained(new PictureTransformer(), stored, transform, 4), Trained(new PictureTransformer(), stored, transform, 5));
    }

    [Fact]
    public void Train_ConstantPicture_StaysConstant()
    {
        var transform = Presets.Of(AugmentationPreset.Light, smallPictures: false, 32, null).Train;
        for (var seed = 0; seed < 20; seed++)
            SomePictures.AssertConstant(
                Trained(new PictureTransformer(), SomePictures.Constant(37, 45, 9, 99, 199), transform, seed), 9, 99, 199);
    }

    [Fact]
    public void Train_Erasing_FillsTheBoxDrawnWithTheMeanColor()
    {
        var stored = SomePictures.Places(32, 32);
        for (var seed = 0; seed < 50; seed++)
        {
            var box = new RandomErasing(1).Draw(32, new Seeds(seed).Stream("train"))!.Value;
            var pixels = Trained(new PictureTransformer(), stored, new TrainingTransform(32, Erasing: new RandomErasing(1)), seed);
            for (var i = 0; i < 32 * 32; i++)
            {
                var (x, y) = (i % 32, i / 32);
                var isLost = x >= box.Left && x < box.Left + box.Width && y >= box.Top && y < box.Top + box.Height;
                Assert.Equal(isLost ? [124, 116, 104] : [(byte)x, (byte)y, 200], pixels[(3 * i)..((3 * i) + 3)]);
            }
        }
    }

    [Fact]
    public void Train_JitterAndTrivialAugment_DoWhatTheyDraw()
    {
        var stored = SomePictures.Noise(24, 24, new Seeds(9).Stream("noise"));
        var (jitter, trivial) = (new ColorJitter(0.4, 0.4, 0.4, 0.1), new TrivialAugment());
        for (var seed = 0; seed < 50; seed++)
        {
            var (random, operations, expected) = (new Seeds(seed).Stream("train"), new PictureOperations(), stored.Span.ToArray());
            foreach (var drawn in jitter.Draw(random, new DrawnOperation[ColorJitter.MostOperations]))
                operations.Apply(drawn, expected, 24);
            operations.Apply(trivial.Draw(random), expected, 24);
            Assert.Equal(
                expected, Trained(new PictureTransformer(), stored, new TrainingTransform(24, Colors: jitter, Trivial: trivial), seed));
        }
    }

    [Fact]
    public void Train_LaterParts_LeaveTheDrawsOfTheEarlierOnes()
    {
        var stored = SomePictures.Noise(50, 40, new Seeds(9).Stream("noise"));
        var light = Presets.Of(AugmentationPreset.Light, smallPictures: false, 32, null).Train;
        var more = light with { Colors = new ColorJitter(), Erasing = new RandomErasing(0) };
        for (var seed = 0; seed < 20; seed++)
            Assert.Equal(Trained(new PictureTransformer(), stored, light, seed), Trained(new PictureTransformer(), stored, more, seed));
    }

    [Fact]
    public void Train_WarmedUp_AllocatesNothing()
    {
        var (sut, stored, pixels, random) = (new PictureTransformer(), SomePictures.Noise(50, 40, new Seeds(9).Stream("noise")),
            new byte[32 * 32 * 3], new Seeds(1).Stream("train"));
        var transform = new TrainingTransform(32, new RandomResizedCrop(), new HorizontalFlip(), new ColorJitter(0.4, 0.4, 0.4, 0.1),
            new TrivialAugment(), new RandomErasing());
        for (var i = 0; i < 200; i++)
            sut.Train(stored.View, transform, random, pixels);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
            sut.Train(stored.View, transform, random, pixels);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Trained(PictureTransformer sut, RgbBuffer stored, TrainingTransform transform, long seed)
    {
        var pixels = Dirty(transform.ImageSize);
        sut.Train(stored.View, transform, new Seeds(seed).Stream("train"), pixels);
        return pixels;
    }

    private static byte[] InOnePass(PictureTransformer sut, RgbBuffer picture, EvaluationTransform transform)
    {
        var pixels = new byte[transform.ImageSize * transform.ImageSize * 3];
        sut.StoreAndEvaluate(picture.View, transform, pixels);
        return pixels;
    }

    private static byte[] Evaluated(PictureTransformer sut, RgbBuffer stored, EvaluationTransform transform)
    {
        var pixels = Dirty(transform.ImageSize);
        sut.Evaluate(stored.View, transform, pixels);
        return pixels;
    }

    // What stays of an earlier picture would show.
    private static byte[] Dirty(int imageSize)
    {
        var pixels = new byte[imageSize * imageSize * 3];
        pixels.AsSpan().Fill(77);
        return pixels;
    }
}

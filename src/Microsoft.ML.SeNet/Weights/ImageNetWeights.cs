using System.Security.Cryptography;
using Microsoft.ML.SeNet.Weights.Flavors;
using Microsoft.ML.SeNet.Weights.Onnx;

namespace Microsoft.ML.SeNet.Weights;

/// <summary>
/// The ResNet-18 of ML.NET's own featurizer, as its NuGet package brings it: an ONNX model of CNTK's without a fully connected layer, with
/// a third block in its last stage, for pixels of 0 to 255 in the order blue, green, red, less the mean of ImageNet's pictures.
/// </summary>
internal static class ImageNetWeights
{
    internal const string Package = "Microsoft.ML.DnnImageFeaturizer.ResNet18";
    internal const string PackageVersion = "0.23.1";

    private const string Sha256 = "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f";
    private const string LeftOut = "layer4.2.";
    private const int ImageSize = 224;
    private const double CropFraction = 0.875;

    private static readonly string s_file = Path.Combine("DnnImageModels", "ResNet18Onnx", "ResNet18.onnx");

    /// <summary>The mean that the package's network was trained with, and ImageNet's deviation, by which its first layer is multiplied
    /// here, so that pixels come in about as large as its weights are used to.</summary>
    private static readonly Normalization s_normalization =
        new([123.152f / 255, 115.903f / 255, 103.063f / 255], [.. Normalization.ImageNet.StandardDeviation]);

    /// <summary>The weights where the package has put them.</summary>
    /// <param name="folder">The program's.</param>
    internal static SeNetWeights In(string folder)
    {
        var path = Path.Combine(folder, s_file);
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"The weights from ImageNet are not there: expected '{path}' beside the program, got no such file. Add the package that "
                + $"brings it: dotnet add package {Package} --version {PackageVersion}", path);
        return Of(path);
    }

    /// <summary>Whether the package is there.</summary>
    internal static bool AreIn(string folder) => File.Exists(Path.Combine(folder, s_file));

    /// <summary>The weights of the package's file.</summary>
    /// <exception cref="InvalidDataException">It is another one.</exception>
    private static SeNetWeights Of(string path)
    {
        using var source = Checked(path);
        var network = new ForeignWeights(source, SeNetFlavor.Torchvision).Network;
        var surroundings = new WeightsSurroundings
        {
            Normalization = s_normalization,
            Evaluation = new EvaluationTransform(ImageSize, CropFraction),
            IsHeadless = true,
        };
        return new SeNetWeights("the weights from ImageNet", network, surroundings, Open)
        {
            Description = $"{network.Name} from ImageNet, without a head, of the package {Package}",
        };

        SeResNet Open()
        {
            using var again = Checked(path);
            return new ForeignWeights(again, SeNetFlavor.Torchvision).Build();
        }
    }

    /// <summary>Whether a model is this one, by what only it has.</summary>
    internal static bool IsPackageFile(OnnxContent content) => content is { Inputs: ["Input247", ..], Outputs: [_] };

    /// <summary>The weights as ours: of the same function, for pixels that <see cref="s_normalization"/> has normalized.</summary>
    internal static OnnxTensors Tensors(OnnxContent content)
    {
        var read = new OnnxResNetReader(content).Read();
        var geometry = read.Geometry! with { Blocks = [.. read.Geometry!.Blocks.SkipLast(1)], Normalization = s_normalization };
        return read.With(geometry, (name, weight) =>
            name.StartsWith(LeftOut, StringComparison.Ordinal) ? null : name == "conv1.weight" ? FromRgb(weight) : weight);
    }

    private static OnnxTensors Checked(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var got = Convert.ToHexStringLower(SHA256.HashData(stream));
        return got == Sha256
            ? Tensors(OnnxContent.Read(stream, path))
            : throw new InvalidDataException(
                $"'{path}' is not the file of the package {Package} {PackageVersion}: expected the SHA-256 {Sha256}, got {got}. Clean the "
                + "program's output and build it again with that package.");
    }

    /// <summary>The first convolution (C', 3, k, k), its colors in the order red, green, blue, and each times
    /// 255 of its deviation.</summary>
    private static OnnxWeight FromRgb(OnnxWeight weight) => weight with
    {
        Read = () =>
        {
            var (from, to) = (weight.Read(), new float[weight.Shape.Aggregate(1L, (product, size) => product * size)]);
            var (colors, kernel) = ((int)weight.Shape[1], (int)(weight.Shape[2] * weight.Shape[3]));
            for (var plane = 0; plane < to.Length / kernel; plane++)
            {
                var (output, color) = (plane / colors, plane % colors);
                var source = ((output * colors) + colors - 1 - color) * kernel;
                for (var i = 0; i < kernel; i++)
                    to[(plane * kernel) + i] = from[source + i] * 255 * s_normalization.StandardDeviation[color];
            }
            return to;
        },
    };
}

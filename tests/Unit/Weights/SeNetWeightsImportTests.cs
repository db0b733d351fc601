using System.Diagnostics;
using Microsoft.ML.SeNet.Tests.Golden;
using Microsoft.ML.SeNet.Tests.Weights.Flavors;
using Microsoft.ML.SeNet.Weights;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Weights;

/// <summary>Checkpoints that Debian's python3-torch writes on the spot, of each key style and format (tests/Golden/write_checkpoints.py).
/// Among the slow ones, because the everyday run needs nothing but the .NET SDK; <see cref="ForeignWeightsTests"/> and the golden
/// checkpoints stand there for it.</summary>
[Trait("Category", "Slow")]
public sealed class SeNetWeightsImportTests : TensorTest
{
    public static TheoryData<string, SeNetFlavor, string> Networks => new()
    {
        { "timm_18", SeNetFlavor.Timm, "SE-ResNet-18, r = 16, 10 classes" },
        { "timm_r8_50", SeNetFlavor.Timm, "SE-ResNet-50, r = 8, 7 classes" },
        { "caffe_50", SeNetFlavor.Caffe, "SE-ResNet-50, r = 16, 10 classes" },
        { "caffe_x50", SeNetFlavor.Caffe, "SE-ResNeXt-50 (32×4d), r = 16, 10 classes" },
        { "legacy_timm_18", SeNetFlavor.Caffe, "SE-ResNet-18, r = 16, 10 classes" },
        { "moskomule_18", SeNetFlavor.Moskomule, "SE-ResNet-18, r = 16, 10 classes" },
        { "moskomule_cifar_20", SeNetFlavor.Moskomule, "SE-ResNet-20, r = 16, 10 classes" },
        { "torchvision_18", SeNetFlavor.Torchvision, "ResNet-18, 10 classes" },
        { "cifar_20", SeNetFlavor.CifarResNet, "ResNet-20, 10 classes" },
        { "cifar_56_projections", SeNetFlavor.CifarResNet, "ResNet-56, 10 classes" },
    };

    [SkippableTheory]
    [MemberData(nameof(Networks))]
    public void FromFile_EachStyleInEachFormat_HasPyTorchsBitsAndLogits(string name, SeNetFlavor flavor, string description)
    {
        var folder = Directory.CreateTempSubdirectory("senet-checkpoints-");
        try
        {
            Write(folder.FullName, name);
            Check(folder, flavor, description);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Check(DirectoryInfo folder, SeNetFlavor flavor, string description)
    {
        using var scope = NewDisposeScope();
        using var untracked = no_grad();
        using var golden = GoldenFile.At(Path.Combine(folder.FullName, "logits.safetensors"));
        var expected = golden.Case<NetworkCase>();
        using var filled = expected.Build();
        var bits = filled.state_dict();
        var input = Pattern.Tensor(expected.Input, expected.InputShape);
        var files = folder.GetFiles().Where(file => file.Name != "logits.safetensors").ToList();

        Assert.InRange(files.Count, 2, 6);
        foreach (var file in files)
        {
            var sut = SeNetWeights.FromFile(file.FullName);
            using var network = sut.ToNetwork();

            Assert.Empty(Differences(expected.Options, sut.Network));
            Close.One($"{file.Name}: logits", golden["logits"], network.call(input), 1e-4);
            if (file.Extension == ".onnx")
                continue; // whose names are the exporter's, and batch normalization folded
            Assert.Equal(flavor, sut.Flavor);
            Assert.StartsWith($"{description}, in ", sut.ToString(), StringComparison.Ordinal);
            Assert.EndsWith($" with the names and conventions of {flavor}", sut.ToString(), StringComparison.Ordinal);
            foreach (var (key, tensor) in network.state_dict())
                Assert.True(bits[key].Equals(tensor), $"{file.Name}: {key}");
        }
    }

    // At 50 layers both roundings give the same widths, and then the plain one is told.
    private static List<string> Differences(NetworkOptions expected, NetworkOptions got) =>
        [.. NetworkDifferences.Between(expected.Canonical, got.Canonical)];

    private static void Write(string folder, string name)
    {
        const string python = "/usr/bin/python3";
        Skip.IfNot(File.Exists(python), $"{python} is not there.");
        var script = Path.Combine(RepositoryRoot.Folder, "tests", "Golden", "write_checkpoints.py");
        var start = new ProcessStartInfo(python, ["-B", script, folder, name]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Skip.If(errors.Contains("No module named 'torch", StringComparison.Ordinal),
            "python3 has no torch or torchvision (Debian: python3-torch, python3-torchvision).");
        Assert.Equal("", process.ExitCode == 0 ? "" : errors);
    }
}

using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Network;
using Microsoft.ML.SeNet.Tests.Engines.Inference;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Model;

/// <summary>What a model leaves behind when it is disposed: nothing. In processes of their own, whose memory is watched.</summary>
public sealed class SeResNetTransformerMemoryTests : TensorTest
{
    // The first one leaves what a process keeps: libraries, code, kernels.
    private const int Rounds = 4;
    private const long Allowed = 4 << 20; // what libraries keep differs by that from one time to the next; the smallest loss here was 11 MB

    private static readonly (string, string)[] s_withoutAvx512 = [("DOTNET_EnableAVX512", "0"), ("DOTNET_EnableAVX512F", "0")];

    [SkippableFact]
    public void Dispose_OwnConvolutions_GivesTheMemoryBack() => AssertFlat(SeResNetVariant.SeResNet18, ScoringPrecision.Float32);

    [SkippableFact]
    public void Dispose_OneDnnsConvolutions_GivesTheMemoryBack()
    {
        OneDnn.Need();

        AssertFlat(SeResNetVariant.SeResNet18, ScoringPrecision.Float32, s_withoutAvx512);
    }

    [SkippableFact]
    public void Dispose_BFloat16_GivesTheMemoryBack()
    {
        Sample.SkipWithoutBFloat16();

        AssertFlat(SeResNetVariant.SeResNet18, ScoringPrecision.BFloat16);
    }

    [SkippableFact]
    public void Dispose_GroupedConvolutions_GivesTheMemoryBack()
    {
        OneDnn.Need();

        AssertFlat(SeResNetVariant.SeResNeXt50, ScoringPrecision.Float32);
    }

    /// <summary>Loads, predicts and disposes again and again.</summary>
    private static void AssertFlat(SeResNetVariant variant, ScoringPrecision precision, params (string, string)[] environment)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Asks glibc for the memory in use.");
        var folder = Directory.CreateTempSubdirectory("senet-memory-");
        try
        {
            var (model, picture) = (Path.Combine(folder.FullName, "model.zip"), Path.Combine(folder.FullName, "picture.bmp"));
            File.WriteAllBytes(picture, Sample.Bitmap(1, side: 32));
            Save(variant, model);

            var memory = FreshProcess.Run("SeNetMl.ModelReload", [model, picture, precision.ToString(), $"{Rounds}"], environment)
                .Select(long.Parse).ToArray();

            Assert.Equal(Rounds, memory.Length);
            Assert.InRange((memory[^1] - memory[0]) / (Rounds - 1), long.MinValue, Allowed);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Save(SeResNetVariant variant, string path)
    {
        using var scope = NewDisposeScope();
        var ml = new MLContext(seed: 1);
        var description = Sample.Description(Sample.Vocabulary(ml));
        description = description with { Network = description.Network with { Variant = variant } };
        using var model = new SeResNetTransformer(ml, description, NetworkState.Take(new SeResNet(description.Network, new Seeds(1))));
        ml.Model.Save(model, Sample.Data(ml, 1).Schema, path);
    }
}

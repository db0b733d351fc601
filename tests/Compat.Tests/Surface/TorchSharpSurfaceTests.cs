using System.Reflection;

namespace SeNetMl.Compat.Tests.Surface;

public class TorchSharpSurfaceTests
{
    [Fact]
    public void TorchSharpSurface_EveryPublicMember_StandsInTheList()
    {
        var violations = new SurfaceComparison(SurfaceFiles.TorchSharp()).Compare(Assembly.Load("SeNetMl.Compat.TorchSharp"));

        Assert.True(violations.Count == 0, $"{violations.Count} differences from genuine TorchSharp:\n{string.Join('\n', violations)}");
    }

    [Fact]
    public void TorchSharpList_EveryLine_IsUnderstoodWhole()
    {
        var dialect = new TorchSharpDialect();
        var misread = SurfaceFiles.Lines("torchsharp.txt").Where(line => dialect.Render(Assert.Single(dialect.Parse(line))) != line);

        Assert.Empty(misread);
    }

    [Fact]
    public void TorchSharpList_Tensor_IsNoValueTypeAndItsScalarTypeIs()
    {
        var list = SurfaceFiles.TorchSharp();

        Assert.False(list.IsValueType("TorchSharp.torch.Tensor"));
        Assert.True(list.IsValueType("TorchSharp.torch.ScalarType"));
        Assert.True(list.IsValueType("System.ReadOnlySpan<long>"));
        Assert.False(list.IsValueType("System.Collections.Generic.IList<long>"));
        Assert.False(list.IsValueType("long[]"));
        Assert.True(list.IsValueType("long"));
    }

    [Fact]
    public void TorchSharpList_BasesOfBases_HaveTheirArgumentsFilledIn()
    {
        var ancestors = SurfaceFiles.TorchSharp().Ancestors("TorchSharp.Modules.CrossEntropyLoss");

        Assert.Contains("TorchSharp.WeightedLoss<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>", ancestors);
        Assert.Contains("TorchSharp.Loss<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>", ancestors);
        Assert.Contains("TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>", ancestors);
    }

    [Fact]
    public void TorchSharpList_TypeThatListedMembersGive_IsKnownWithoutLinesOfItsOwn()
    {
        var list = SurfaceFiles.TorchSharp();

        Assert.Null(list.Type("TorchSharp.Modules.BatchNorm2d"));
        Assert.Empty(list.Members("TorchSharp.Modules.BatchNorm2d"));
        Assert.True(list.Knows("TorchSharp.Modules.BatchNorm2d"));
        Assert.False(list.Knows("TorchSharp.Modules.BatchNorm"));
    }
}

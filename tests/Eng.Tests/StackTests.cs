using System.Text.Json;

namespace SeNetMl.Eng.Tests;

/// <summary>What eng/Stack.targets makes of a project's wishes on each stack.</summary>
public sealed class StackTests : IDisposable
{
    private const string CompatProject = "compat/Microsoft.ML/SeNetMl.Compat.MicrosoftML.csproj";

    private readonly TemporaryDirectory _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public void UseMlNet_Nuget_TakesThePackagesAndOpensTwoAssemblies()
    {
        Assert.Equal(["Microsoft.ML", "Microsoft.ML.ImageAnalytics", "Microsoft.ML.TorchSharp"], Items("PackageReference", "-p:UseMlNet=true", "-p:MlStack=nuget"));
        Assert.Equal(["Microsoft.ML.Core", "Microsoft.ML.Data"], Items("PublicizedReference", "-p:UseMlNet=true", "-p:MlStack=nuget"));
    }

    [Fact]
    public void UseMlNet_Compat_TakesTheSubsetOnceItExists()
    {
        Assert.Empty(Items("ProjectReference", "-p:UseMlNet=true", "-p:MlStack=compat"));

        _repository.Write(CompatProject, "<Project />");

        Assert.Equal([_repository[CompatProject]], Items("ProjectReference", "-p:UseMlNet=true", "-p:MlStack=compat"));
        Assert.Empty(Items("PublicizedReference", "-p:UseMlNet=true", "-p:MlStack=compat"));
    }

    [Theory]
    [InlineData("false", "TorchSharp-cpu")]
    [InlineData("true", "TorchSharp-cuda-linux")]
    public void UseTorchSharp_Nuget_TakesTheNativePackageAskedFor(string cuda, string native) =>
        Assert.Equal(["TorchSharp", native], Items("PackageReference", "-p:UseTorchSharp=true", "-p:MlStack=nuget", "-p:TorchCuda=" + cuda));

    // The real files, for a repository that is elsewhere: so that the test decides what is in it.
    private string[] Items(string type, params string[] arguments)
    {
        string eng = Path.Combine(RepositoryFiles.Root, "eng");
        string project = _repository.Write("test.proj", $"""
            <Project>
              <PropertyGroup><RepositoryRoot>{_repository.Root}/</RepositoryRoot></PropertyGroup>
              <Import Project="{eng}/Stack.props" />
              <Import Project="{eng}/Stack.targets" />
            </Project>
            """);
        (int code, string output) = Shell.Dotnet(_repository.Root, ["msbuild", project, "-getItem:" + type, .. arguments]);
        Assert.True(code == 0, output);
        using JsonDocument json = JsonDocument.Parse(output);
        return [.. json.RootElement.GetProperty("Items").GetProperty(type).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!)];
    }
}

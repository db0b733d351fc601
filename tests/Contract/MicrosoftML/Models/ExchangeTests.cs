namespace SeNetMl.MicrosoftML.Tests.Models;

/// <summary>Model files cross stacks. tests/exchange-models.sh runs this on both, with folders to write to and to read from.</summary>
public sealed class ExchangeTests
{
    public static TheoryData<string> Names => [.. ExchangedModels.Names];

    private static string Golden => Path.Combine(AppContext.BaseDirectory, "Golden", "Genuine");

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_FileOfGenuine_GivesItsRows(string name) =>
        Assert.Equal(ExchangedModels.Expected(Golden, name), ExchangedModels.Read(Golden, name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_OwnFile_GivesTheRowsOfGenuine(string name)
    {
        string folder = Directory.CreateTempSubdirectory("models").FullName;
        File.Copy(Path.Combine(Golden, ExchangedModels.Picture), Path.Combine(folder, ExchangedModels.Picture));
        ExchangedModels.Write(folder);

        Assert.Equal(ExchangedModels.Expected(Golden, name), ExchangedModels.Read(folder, name));
        Directory.Delete(folder, recursive: true);
    }

    [SkippableFact]
    public void Exchange_Write_FillsTheFolder()
    {
        string? folder = System.Environment.GetEnvironmentVariable("SENETML_MODELS_TO");
        Skip.If(folder is null, "No folder to write to: SENETML_MODELS_TO is not set.");

        ExchangedModels.Write(folder);

        Assert.All(ExchangedModels.Names, name => Assert.True(File.Exists(Path.Combine(folder, $"{name}.zip"))));
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Exchange_Read_GivesTheRowsOfTheWriter(string name)
    {
        string? folder = System.Environment.GetEnvironmentVariable("SENETML_MODELS_FROM");
        Skip.If(folder is null, "No folder to read from: SENETML_MODELS_FROM is not set.");

        Assert.Equal(ExchangedModels.Expected(folder, name), ExchangedModels.Read(folder, name));
    }
}

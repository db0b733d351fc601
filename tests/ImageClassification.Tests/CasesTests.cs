using SeNetMl.Tests.Shared;

namespace SeNetMl.Samples.ImageClassification.Tests;

/// <summary>Small folders on which the sample failed its users, which stand beside the repository where there are any.</summary>
public sealed class CasesTests : IDisposable
{
    private static readonly string s_cases = Path.GetFullPath(Path.Combine(RepositoryRoot.Folder, "../shared/cases"));

    private readonly TemporaryFolder _folder = new();
    private readonly Recorded _recorded = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public void Train_FoldersWithCapitals_AreSplits()
    {
        Assert.Equal(0, Train("train-test-capitals/set"));

        Assert.Contains(
            "train: 'Train' (12 pictures), validation: none, test: 'Test' (4 pictures); 2 classes", Told(), StringComparison.Ordinal);
        Assert.Contains(_recorded.Out, line => line.StartsWith("mistakes ", StringComparison.Ordinal) && line.TrimEnd().EndsWith("of 4"));
    }

    [SkippableFact]
    public void Train_FirstPictureOfOnePixel_DecidesNothing()
    {
        Assert.Equal(0, Train("first-picture-decides/set"));

        Assert.Contains("usual size   200×150 pixels", Told(), StringComparison.Ordinal);
        Assert.Contains("1 picture is far smaller than usual", Told(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Train_BadTestPicture_IsToldFirst()
    {
        Assert.Equal(1, Train("bad-test-picture/set"));

        Assert.StartsWith(
            $"1 picture to validate or test with cannot be read: '{Path.Combine(s_cases, "bad-test-picture/set/test/disc/broken.jpg")}': ",
            Assert.Single(_recorded.Error), StringComparison.Ordinal);
        Assert.Empty(_folder.Files("out"));
    }

    private int Train(string set)
    {
        Skip.IfNot(Directory.Exists(s_cases), $"Needs the folders of '{s_cases}'.");
        return App.Run(["train", "--data", Path.Combine(s_cases, set), "--output", _folder["out"]], _recorded.Terminal);
    }

    private string Told() => string.Join(' ', _recorded.Out.Select(line => line.Trim()));
}

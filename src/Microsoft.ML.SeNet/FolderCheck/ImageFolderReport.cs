using Microsoft.ML.SeNet.FolderCheck;

namespace Microsoft.ML.SeNet;

/// <summary>What a check of a folder of pictures has found. As text by <see cref="ToString"/>;
/// System.Text.Json writes and reads it.</summary>
public sealed record ImageFolderReport
{
    /// <summary>The full path of the folder that was checked.</summary>
    public required string TrainFolder { get; init; }

    /// <summary>The full path of the folder with the validation part; null where there was none.</summary>
    public string? ValidationFolder { get; init; }

    /// <summary>The full path of the folder with the test part; null where there was none.</summary>
    public string? TestFolder { get; init; }

    /// <summary>What may surprise about which folder was taken for what; empty for nothing.</summary>
    public string Layout { get; init; } = "";

    /// <summary>All classes, in the ordinal order of their names, with their numbers of pictures, unreadable ones too.</summary>
    public required IReadOnlyList<ImageFolderClass> Classes { get; init; }

    /// <summary>The median width of the pictures that can be read, in pixels; 0 where there are none.</summary>
    public int MedianWidth { get; init; }

    /// <summary>The median height of the pictures that can be read, in pixels; 0 where there are none.</summary>
    public int MedianHeight { get; init; }

    /// <summary>What was found: the worst first, those of a kind in the order of their first files.</summary>
    public required IReadOnlyList<ImageFolderFinding> Findings { get; init; }

    /// <summary>Training pictures.</summary>
    public int TrainCount => Classes.Sum(one => one.Train);

    /// <summary>Validation pictures.</summary>
    public int ValidationCount => Classes.Sum(one => one.Validation);

    /// <summary>Test pictures.</summary>
    public int TestCount => Classes.Sum(one => one.Test);

    /// <summary>How many times the training pictures of the smallest class the largest one has, classes without any aside.</summary>
    /// <value>At least 1; 1 where there is no picture.</value>
    public double ImbalanceRatio
    {
        get
        {
            double[] counts = [.. Classes.Select(one => (double)one.Train).Where(count => count > 0).DefaultIfEmpty(1)];
            return counts.Max() / counts.Min();
        }
    }

    /// <summary>Whether there is any finding of severity <see cref="ImageFolderSeverity.Error"/>.</summary>
    public bool HasErrors => Findings.Any(finding => finding.Severity == ImageFolderSeverity.Error);

    /// <summary>The findings of a kind, in the order of their first files.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>None where there are none.</returns>
    public IEnumerable<ImageFolderFinding> FindingsOf(ImageFolderFindingKind kind) => Findings.Where(finding => finding.Kind == kind);

    /// <summary>The findings gathered by their kinds, the worst first, with what those of a kind are called.</summary>
    public IEnumerable<(string Title, IReadOnlyList<ImageFolderFinding> Findings)> ByKind() =>
        Findings.GroupBy(finding => finding.Kind)
            .Select(group => (FindingTable.Title(group.Key), (IReadOnlyList<ImageFolderFinding>)[.. group]));

    /// <summary>The report for people: counts, classes, and of each kind of finding the first few.</summary>
    public override string ToString() => ReportText.Of(this);
}

/// <summary>A class and its numbers of pictures.</summary>
/// <param name="Label">The name of its folder.</param>
/// <param name="Train">Pictures in the training part.</param>
/// <param name="Test">Pictures in the test part; 0 where there is no such part.</param>
public sealed record ImageFolderClass(string Label, int Train, int Test)
{
    /// <summary>Pictures in the validation part; 0 where there is no such part.</summary>
    public int Validation { get; init; }
}

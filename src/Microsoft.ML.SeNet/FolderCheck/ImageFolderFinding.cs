using System.Text.Json.Serialization;

namespace Microsoft.ML.SeNet;

/// <summary>One thing that a check of pictures has found, and that one may want to do something about.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Detail">What is peculiar to this one: a reason, a size, the labels.</param>
/// <param name="Files">The files concerned, those of the training part first, each in the ordinal order of their names; none where a class is.</param>
/// <param name="Remedy">What to do, in one line.</param>
public sealed record ImageFolderFinding(
    ImageFolderSeverity Severity, ImageFolderFindingKind Kind, string Detail, IReadOnlyList<ImageFolderFile> Files, string Remedy);

/// <summary>A file of a folder of pictures.</summary>
/// <param name="Name">Its path relative to the folder of its part, with '/', after "train/" or "test/" where both parts were checked.</param>
/// <param name="Path">Its full path.</param>
/// <param name="Part">The part that it is in.</param>
/// <param name="Label">The name of its class folder; null for a file beside them.</param>
public sealed record ImageFolderFile(string Name, string Path, ImageFolderPart Part, string? Label);

/// <summary>How bad a finding is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageFolderSeverity>))]
public enum ImageFolderSeverity
{
    /// <summary>Training or its figures are wrong with it.</summary>
    Error,

    /// <summary>Most probably not meant so.</summary>
    Warning,

    /// <summary>Good to know.</summary>
    Note,
}

/// <summary>The part of the data that a file is in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageFolderPart>))]
public enum ImageFolderPart
{
    /// <summary>What is trained on.</summary>
    Train,

    /// <summary>What the result is measured with.</summary>
    Test,
}

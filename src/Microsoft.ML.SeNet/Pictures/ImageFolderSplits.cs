namespace Microsoft.ML.SeNet;

/// <summary>The pictures of a folder, by what they are for, as <c>mlContext.Data.LoadImageSplitsFromFolder</c> lists them.</summary>
/// <param name="Train">Those to train on: one row for each.</param>
/// <param name="Validation">Those to validate on; null where the folder has none.</param>
/// <param name="Test">Those to test with; null where the folder has none.</param>
/// <param name="Description">What was taken for what, in one line.</param>
public sealed record ImageFolderSplits(IDataView Train, IDataView? Validation, IDataView? Test, string Description);

namespace SeNetMl.Samples.ImageClassification.Datasets;

/// <summary>A row of the data: what training reads, and what prediction takes (there without a label).</summary>
internal sealed class LabeledImage
{
    public string ImagePath { get; set; } = "";

    public string Label { get; set; } = "";
}

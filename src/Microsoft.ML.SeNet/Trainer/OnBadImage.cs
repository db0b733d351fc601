namespace Microsoft.ML.SeNet;

/// <summary>What to do with a picture that cannot be read.</summary>
public enum OnBadImage
{
    /// <summary>End the training with an exception that names the row and, where the data tell, the file.</summary>
    Fail,

    /// <summary>Leave it out, count it and list it in the log.</summary>
    Skip,
}

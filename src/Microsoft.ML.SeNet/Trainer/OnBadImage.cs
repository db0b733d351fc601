namespace Microsoft.ML.SeNet;

/// <summary>What to do with a picture that cannot be read.</summary>
public enum OnBadImage
{
    /// <summary>End the training with an exception that names the row and, where the data tell, the file.</summary>
    Fail,

    /// <summary>Leave it out, count it and list it in the log.</summary>
    Skip,
}

/// <summary>What a canceled training does.</summary>
public enum OnCancel
{
    /// <summary>Throw <see cref="OperationCanceledException"/>.</summary>
    Throw,

    /// <summary>Return the model with the weights that validated best so far, or the present ones where nothing was validated.</summary>
    ReturnBest,
}

namespace Microsoft.ML.SeNet;

/// <summary>What a canceled training does.</summary>
public enum OnCancel
{
    /// <summary>Throw <see cref="OperationCanceledException"/>.</summary>
    Throw,

    /// <summary>Return the model with the weights that validated best so far, or the present ones where nothing was validated.</summary>
    ReturnBest,
}

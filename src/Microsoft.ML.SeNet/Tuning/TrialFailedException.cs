namespace Microsoft.ML.SeNet;

/// <summary>Why a trial has no model. The experiment went on without it.</summary>
public sealed class TrialFailedException : Exception
{
    internal TrialFailedException(string reason)
        : base(reason)
    {
    }
}

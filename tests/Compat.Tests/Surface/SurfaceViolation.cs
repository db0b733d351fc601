namespace SeNetMl.Compat.Tests.Surface;

/// <summary>Something of ours that the genuine assembly does not have, or has otherwise.</summary>
/// <param name="Line">Our line, in the format of the list.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Genuine">The closest lines of the list.</param>
internal sealed record SurfaceViolation(string Line, string Problem, IReadOnlyList<string> Genuine)
{
    public override string ToString() => string.Join("\n    genuine: ", [$"{Line}\n    problem: {Problem}", .. Genuine]);
}

namespace SeNetMl.Eng.Tests.Scripts;

/// <summary>A theory that needs bash and the tools beside it.</summary>
public sealed class BashTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips the theory on Windows, where the scripts do not run.</summary>
    public BashTheoryAttribute() => Skip = OperatingSystem.IsWindows() ? "needs bash" : null!;
}

namespace SeNetMl.Eng.Tests.Scripts;

/// <summary>A test that needs bash and the tools beside it.</summary>
public sealed class BashFactAttribute : FactAttribute
{
    /// <summary>Skips the test on Windows, where the scripts do not run.</summary>
    public BashFactAttribute() => Skip = OperatingSystem.IsWindows() ? "needs bash" : null!;
}

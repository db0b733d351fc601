using Microsoft.ML.SeNet.Compute;

namespace Microsoft.ML.SeNet.Tests.Compute;

public class MallocSettingsTests
{
    [Theory]
    [InlineData(false, "PATH", "DOTNET_ROOT", "LD_PRELOAD", "MALLOC")]
    [InlineData(true, "PATH", "GLIBC_TUNABLES")]
    [InlineData(true, "MALLOC_ARENA_MAX")]
    [InlineData(true, "MALLOC_TRIM_THRESHOLD_")]
    public void IsChosen_IsWhetherAVariableOfMallocIsSet(bool expected, params string[] variables) => Assert.Equal(expected, MallocSettings.IsChosen(variables));

    [SkippableFact]
    public void Ensure_OnGlibc_SetsMallocUnlessTheUserHas()
    {
        Skip.IfNot(File.Exists("/lib/x86_64-linux-gnu/libc.so.6") || File.Exists("/lib64/libc.so.6"), "There is no glibc.");
        Assert.Equal(!MallocSettings.IsChosen(Environment.GetEnvironmentVariables().Keys.Cast<string>()), MallocSettings.Ensure());
    }
}

using System.Reflection;

namespace SeNetMl.Compat.Tests.Surface;

public class MlNetSurfaceTests
{
    [Fact]
    public void MlNetSurface_EveryPublicMember_StandsInTheList()
    {
        var violations = new SurfaceComparison(SurfaceFiles.MlNet()).Compare(Assembly.Load("SeNetMl.Compat.MicrosoftML"));

        Assert.True(violations.Count == 0, $"{violations.Count} differences from genuine ML.NET:\n{string.Join('\n', violations)}");
    }
}

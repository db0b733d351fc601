using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Common;

public class MappedFilesTests
{
    [SkippableFact]
    public void All_OfThisProcess_HoldsThisAssembly()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Other systems do not tell.");
        Assert.Contains(typeof(MappedFilesTests).Assembly.Location, MappedFiles.All());
    }
}

using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Tests.Golden;

public class PatternTests
{
    [Fact]
    public void Values_NamesOfTheGoldenFile_AreEqualBitForBit()
    {
        using var file = SafetensorsFile.Open(Path.Combine(AppContext.BaseDirectory, "GoldenFiles", "pattern.safetensors"));
        Assert.NotEmpty(file.Entries);
        foreach (var entry in file.Entries)
        {
            using var expected = file.Read(entry.Name);
            Assert.Equal(expected.data<float>().ToArray(), Pattern.Values(entry.Name, entry.Shape[0]));
        }
    }
}

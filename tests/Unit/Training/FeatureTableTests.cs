using Microsoft.ML.SeNet.Training;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

public sealed class FeatureTableTests : TensorTest
{
    [Fact]
    public void Pass_AnOrder_GivesItsRowsInBatches()
    {
        using var sut = Table();

        var batches = sut.Pass([4, 0, 3, 1, 2], batchSize: 2, batches: 3).Select(Text).ToArray();

        Assert.Equal(["40,41: 4|0,1: 0", "30,31: 3|10,11: 1", "20,21: 2"], batches);
    }

    [Fact]
    public void Pass_FromALaterBatchAndWithoutTheLast_LeavesThoseOut()
    {
        using var sut = Table();

        Assert.Equal(["30,31: 3|10,11: 1"], sut.Pass([4, 0, 3, 1, 2], batchSize: 2, batches: 2, first: 1).Select(Text));
    }

    private static FeatureTable Table()
    {
        using var scope = NewDisposeScope();
        var table = new FeatureTable(5, 2);
        table.Add(tensor((float[])[0, 1, 10, 11, 20, 21], [3, 2]), tensor((long[])[0, 1, 2]));
        table.Add(tensor((float[])[30, 31, 40, 41], [2, 2]), tensor((long[])[3, 4]));
        return table;
    }

    private static string Text(Batch batch)
    {
        var features = batch.Pixels.data<float>().ToArray();
        return string.Join(
            '|', batch.Labels.data<long>().ToArray().Select((label, row) => $"{features[row * 2]},{features[(row * 2) + 1]}: {label}"));
    }
}

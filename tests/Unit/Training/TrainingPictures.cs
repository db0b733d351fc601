using Microsoft.ML.SeNet.Pictures;
using SeNetMl.InterruptedTraining;

namespace Microsoft.ML.SeNet.Tests.Training;

/// <summary>The pictures of <see cref="SmallTraining"/> as a set in memory, two classes by turns.</summary>
internal static class TrainingPictures
{
    internal static PictureSet Set(int count, long budget = long.MaxValue)
    {
        var store = new PictureStore(budget, Path.GetTempPath());
        var pictures = Enumerable.Range(0, count)
            .Select(
                i => new LoadedPicture(i, i % 2, store.Add(new RgbView(SmallTraining.Pixels(i), SmallTraining.Side, SmallTraining.Side))))
            .ToList();
        return new PictureSet(store, pictures, [], 0);
    }
}

using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.FolderCheck;

/// <summary>Decodes picture files, on all processors, for nothing but to see whether they can be.</summary>
internal static class UnreadableImages
{
    internal static IReadOnlyList<UnreadableImage> Among(IReadOnlyList<string> paths, CancellationToken cancel)
    {
        var found = new UnreadableImage?[paths.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel };
        Parallel.For(0, paths.Count, parallel, () => (File: new PictureFile(), Picture: new RgbBuffer()), (place, _, memory) =>
        {
            try
            {
                memory.File.Decode(paths[place], memory.Picture);
            }
            catch (Exception e) when (e is BadPictureException or IOException)
            {
                found[place] = new UnreadableImage(paths[place], e.Message);
            }
            return memory;
        }, _ => { });
        return [.. found.OfType<UnreadableImage>()];
    }
}

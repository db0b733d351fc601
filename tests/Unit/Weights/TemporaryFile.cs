namespace Microsoft.ML.SeNet.Tests.Weights;

/// <summary>An empty file that is deleted at the end.</summary>
internal sealed class TemporaryFile : IDisposable
{
    internal string Path { get; } = System.IO.Path.GetTempFileName();

    public void Dispose() => File.Delete(Path);
}

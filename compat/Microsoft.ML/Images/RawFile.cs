namespace Microsoft.ML.Data;

/// <summary>A file's bytes as a vector whose memory is used again.</summary>
internal static class RawFile
{
    public static void Read(string path, ref VBuffer<byte> bytes)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        long length = stream.Length;
        if (length > int.MaxValue)
            throw new IOException($"File {path} too big to open.");
        if (length == 0)
        {
            // Some file systems say so of files that have content.
            byte[] content = File.ReadAllBytes(path);
            bytes = new VBuffer<byte>(content.Length, content);
            return;
        }
        var editor = VBufferEditor.Create(ref bytes, (int)length);
        stream.ReadAtLeast(editor.Values, (int)length, throwOnEndOfStream: false);
        bytes = editor.Commit();
    }
}

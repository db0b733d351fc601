namespace Microsoft.ML.Data;

/// <summary>A file's bytes, in memory that is used again.</summary>
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

    /// <summary>The bytes as a part of an array, which is the given one wherever it is long enough.</summary>
    public static ArraySegment<byte> Read(string path, ref byte[] memory)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        long length = stream.CanSeek ? stream.Length : 0;
        if (length == 0 || length > Array.MaxLength)
            return File.ReadAllBytes(path); // reads what does not tell its length, refuses what is too long
        if (memory.Length < length)
            memory = GC.AllocateUninitializedArray<byte>((int)length);
        return new ArraySegment<byte>(memory, 0, stream.ReadAtLeast(memory.AsSpan(0, (int)length), (int)length, throwOnEndOfStream: false));
    }
}

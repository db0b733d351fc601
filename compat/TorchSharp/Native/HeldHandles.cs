namespace TorchSharp.Native;

/// <summary>Keeps several lists of tensors alive for one native call, as one array of pointers; null stands for "not given".</summary>
internal sealed class HeldHandles : IDisposable
{
    private readonly List<TensorHandle> _held = [];

    internal HeldHandles(params TensorHandle?[][] lists)
    {
        Pointers = new IntPtr[lists.Sum(list => list.Length) + 1]; // one to spare: `fixed` over an empty array gives null
        var next = 0;
        try
        {
            foreach (var handle in lists.SelectMany(list => list))
                Pointers[next++] = handle is null ? IntPtr.Zero : Hold(handle);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal IntPtr[] Pointers { get; }

    private IntPtr Hold(TensorHandle handle)
    {
        var added = false;
        handle.DangerousAddRef(ref added);
        _held.Add(handle);
        return handle.DangerousGetHandle();
    }

    public void Dispose()
    {
        foreach (var handle in _held)
            handle.DangerousRelease();
        _held.Clear();
    }
}

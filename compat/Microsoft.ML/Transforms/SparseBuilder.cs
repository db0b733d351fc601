namespace Microsoft.ML.Data;

/// <summary>Gathers the values of a vector in the order of their slots; sparse if that is what they turn out to be.</summary>
internal sealed class SparseBuilder<T>
{
    private readonly List<int> _slots = [];
    private readonly List<T> _values = [];

    public void Add(int slot, T value)
    {
        _slots.Add(slot);
        _values.Add(value);
    }

    /// <summary>Writes the vector and is empty again.</summary>
    public void MoveTo(ref VBuffer<T> target, int length)
    {
        // ML.NET's own limit: a value more when there is one for nearly half of the slots makes a dense vector.
        bool isSparse = length > 0 && (_values.Count == 0 || _values.Count < length / 2);
        var editor = isSparse ? VBufferEditor.Create(ref target, length, _values.Count) : VBufferEditor.Create(ref target, length);
        if (!isSparse)
            editor.Values.Clear();
        for (int i = 0; i < _values.Count; i++)
        {
            editor.Values[isSparse ? i : _slots[i]] = _values[i];
            if (isSparse)
                editor.Indices[i] = _slots[i];
        }
        target = editor.Commit();
        _slots.Clear();
        _values.Clear();
    }
}

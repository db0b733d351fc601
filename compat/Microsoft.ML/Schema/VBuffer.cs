using System.Collections;

namespace Microsoft.ML.Data;

/// <summary>A vector, dense or sparse, whose arrays are reused from row to row. Only <see cref="VBufferEditor"/> writes to one.</summary>
public readonly struct VBuffer<T> : IEnumerable
{
    public readonly int Length;

    private readonly T[]? _values;
    private readonly int[]? _indices;
    private readonly int _count;

    public VBuffer(int length, T[] values, int[]? indices = null)
    {
        CheckParam(length >= 0, nameof(length));
        CheckParam((values?.Length ?? 0) >= length, nameof(values));
        (Length, _count, _values, _indices) = (length, length, values, indices);
    }

    public VBuffer(int length, int count, T[]? values, int[]? indices)
    {
        CheckParam(length >= 0, nameof(length));
        CheckParam(count >= 0 && count <= length, nameof(count));
        CheckParam((values?.Length ?? 0) >= count, nameof(values));
        CheckParam(count == length || (indices?.Length ?? 0) >= count, nameof(indices));
        (Length, _count, _values, _indices) = (length, count, values, indices);
    }

    public bool IsDense => _count == Length;

    public static void Copy(T[] source, int sourceIndex, ref VBuffer<T> destination, int length)
    {
        int size = source?.Length ?? 0;
        CheckParam(length >= 0 && length <= size, nameof(length));
        CheckParam(sourceIndex >= 0 && sourceIndex <= size - length, nameof(sourceIndex));
        var editor = VBufferEditor.Create(ref destination, length, length);
        source.AsSpan(sourceIndex, length).CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public ReadOnlySpan<T> GetValues() => _values.AsSpan(0, _count);

    public ReadOnlySpan<int> GetIndices() => IsDense ? default : _indices.AsSpan(0, _count);

    public void CopyToDense(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length);
        CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination)
    {
        var editor = VBufferEditor.Create(ref destination, Length, _count);
        GetValues().CopyTo(editor.Values);
        GetIndices().CopyTo(editor.Indices);
        destination = editor.Commit();
    }

    public void CopyTo(ref VBuffer<T> destination, int sourceIndex, int length)
    {
        CheckParam(sourceIndex >= 0 && sourceIndex <= Length, nameof(sourceIndex));
        CheckParam(length >= 0 && sourceIndex <= Length - length, nameof(length));
        var (first, last) = IsDense ? (sourceIndex, sourceIndex + length) : (Find(sourceIndex), Find(sourceIndex + length));
        var editor = VBufferEditor.Create(ref destination, length, last - first);
        GetValues()[first..last].CopyTo(editor.Values);
        for (int i = 0; i < editor.Indices.Length; i++)
            editor.Indices[i] = GetIndices()[first + i] - sourceIndex;
        destination = editor.Commit();
    }

    public void CopyTo(Span<T> destination) => CopyTo(destination, 0);

    public void CopyTo(Span<T> destination, int destinationIndex, T defaultValue = default!)
    {
        CheckParam(destinationIndex >= 0 && destinationIndex <= destination.Length - Length, nameof(destination), "Not large enough to hold these values.");
        var target = destination.Slice(destinationIndex, Length);
        if (IsDense)
        {
            GetValues().CopyTo(target);
            return;
        }
        // Without explicit values the genuine one clears, whatever the default.
        target.Fill(_count == 0 ? default! : defaultValue);
        for (int i = 0; i < _count; i++)
            target[_indices![i]] = _values![i];
    }

    public IEnumerable<KeyValuePair<int, T>> Items(bool all = false)
    {
        if (all || IsDense)
            return DenseValues().Select((value, index) => KeyValuePair.Create(index, value));
        var (values, indices) = (_values!, _indices!);
        return Enumerable.Range(0, _count).Select(i => KeyValuePair.Create(indices[i], values[i]));
    }

    public IEnumerable<T> DenseValues()
    {
        int at = 0;
        for (int index = 0; index < Length; index++)
        {
            bool isExplicit = IsDense || (at < _count && _indices![at] == index);
            yield return isExplicit ? _values![at++] : default!;
        }
    }

    public void GetItemOrDefault(int index, ref T destination) => destination = GetItemOrDefault(index);

    public T GetItemOrDefault(int index)
    {
        CheckParam(index >= 0 && index < Length, nameof(index));
        if (IsDense)
            return _values![index];
        int at = GetIndices().BinarySearch(index);
        return at >= 0 ? _values![at] : default!;
    }

    public IEnumerator GetEnumerator() => _values!.GetEnumerator();

    public override string ToString() =>
        IsDense ? $"Dense vector of size {Length}" : $"Sparse vector of size {Length}, {_count} explicit values";

    internal VBufferEditor<T> Edit(int length, int? valuesCount, int? maximum, bool keepOld, bool indicesOnDense)
    {
        CheckParam(length >= 0, "newLogicalLength", "Must be non-negative.");
        CheckParam(valuesCount is null or >= 0, nameof(valuesCount), "If specified, must be non-negative.");
        CheckParam(valuesCount is null || valuesCount <= length, nameof(valuesCount), "If specified, must be no greater than newLogicalLength");
        int count = valuesCount ?? length;
        bool needsIndices = count != length || indicesOnDense;
        var values = Sized(_values, count, maximum, keepOld);
        var indices = needsIndices ? Sized(_indices, count, maximum, keepOld) : _indices;
        return new VBufferEditor<T>(length, count, values, indices, needsIndices, values != _values, needsIndices && indices != _indices);
    }

    /// <summary>The array itself if it is long enough, else one that is, with room to grow.</summary>
    private static TItem[]? Sized<TItem>(TItem[]? array, int length, int? maximum, bool keepOld)
    {
        int size = array?.Length ?? 0;
        if (size >= length)
            return array;
        long wanted = Math.Max(Math.Max(8, length), size < 16 ? 0 : (long)size + (size >> 1));
        var larger = new TItem[(int)Math.Min(wanted, Math.Max(length, maximum ?? Array.MaxLength))];
        if (keepOld && size > 0)
            Array.Copy(array!, larger, size);
        return larger;
    }

    private int Find(int index)
    {
        int at = GetIndices().BinarySearch(index);
        return at < 0 ? ~at : at;
    }

    private static void CheckParam(bool holds, string name, string? message = null)
    {
        if (!holds)
            throw message is null ? new ArgumentOutOfRangeException(name) : new ArgumentOutOfRangeException(name, message);
    }
}

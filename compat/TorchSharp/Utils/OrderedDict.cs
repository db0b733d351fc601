using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace TorchSharp.Utils;

/// <summary>A dictionary that lists its entries in the order in which they came.</summary>
public class OrderedDict<TKey, TValue> : IDictionary<TKey, TValue>, IList<(TKey, TValue)> where TKey : notnull
{
    private readonly List<(TKey, TValue)> _entries = [];
    private readonly Dictionary<TKey, TValue> _byKey = [];

    public int Count => _entries.Count;

    public bool IsReadOnly => false;

    public ICollection<TKey> Keys => _entries.ConvertAll(entry => entry.Item1);

    public ICollection<TValue> Values => _entries.ConvertAll(entry => entry.Item2);

    public IEnumerable<TKey> keys() => Keys;

    public IEnumerable<TValue> values() => Values;

    public IEnumerator<(TKey, TValue)> items() => _entries.GetEnumerator();

    public (TKey, TValue) this[int index]
    {
        get => _entries[index];
        set
        {
            _entries[index] = value;
            _byKey[value.Item1] = value.Item2;
        }
    }

    public TValue this[TKey key]
    {
        get => _byKey[key];
        set
        {
            if (_byKey.TryAdd(key, value))
            {
                _entries.Add((key, value));
                return;
            }
            _byKey[key] = value;
            _entries[Place(key)] = (key, value);
        }
    }

    private int Place(TKey key) => _entries.FindIndex(entry => EqualityComparer<TKey>.Default.Equals(entry.Item1, key));

    public void Add(TKey key, TValue value)
    {
        _byKey.Add(key, value);
        _entries.Add((key, value));
    }

    public void Add((TKey, TValue) item) => Add(item.Item1, item.Item2);

    public void Add(KeyValuePair<TKey, TValue> item) => Add(item.Key, item.Value);

    public void Insert(int index, (TKey, TValue) item)
    {
        _byKey.Add(item.Item1, item.Item2);
        _entries.Insert(index, item);
    }

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _byKey.TryGetValue(key, out value);

    public bool ContainsKey(TKey key) => _byKey.ContainsKey(key);

    public bool Contains((TKey, TValue) item) => _entries.Contains(item);

    public bool Contains(KeyValuePair<TKey, TValue> item) => _byKey.ContainsKey(item.Key);

    public int IndexOf((TKey, TValue) item) => _entries.IndexOf(item);

    public bool Remove(TKey key)
    {
        if (!_byKey.Remove(key))
            throw new KeyNotFoundException($"The given key '{key}' was not present in the dictionary.");
        _entries.RemoveAt(Place(key));
        return true;
    }

    public bool Remove((TKey, TValue) item) => Contains(item) && Remove(item.Item1);

    public bool Remove(KeyValuePair<TKey, TValue> item) => ContainsKey(item.Key) && Remove(item.Key);

    public void RemoveAt(int index)
    {
        if (index >= _entries.Count)
            throw new IndexOutOfRangeException();
        Remove(_entries[index].Item1);
    }

    public void Clear()
    {
        _entries.Clear();
        _byKey.Clear();
    }

    public void clear() => Clear();

    public void CopyTo((TKey, TValue)[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    public void CopyTo(KeyValuePair<TKey, TValue>[] array, int arrayIndex) => throw new NotImplementedException();

    public IEnumerator<(TKey, TValue)> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator<KeyValuePair<TKey, TValue>> IEnumerable<KeyValuePair<TKey, TValue>>.GetEnumerator() => throw new NotImplementedException();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

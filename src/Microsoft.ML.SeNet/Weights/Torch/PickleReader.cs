using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Weights.Torch;

/// <summary>What a pickle may build besides plain values. Nothing that a file names is ever looked up by reflection or run.</summary>
internal interface IPickleObjects
{
    /// <summary>What stands for a name that is known, or null for any other.</summary>
    object? Global(string name);

    /// <summary>Builds an object; null where there is no such thing to build from these arguments.</summary>
    /// <param name="callable">What <see cref="Global"/> gave.</param>
    /// <param name="arguments">Plain values and objects that were built before.</param>
    object? Call(object callable, object?[] arguments);

    /// <summary>What stands for something that lies outside the pickle; null where the description names no such thing.</summary>
    object? Outside(object? description);
}

/// <summary>A dictionary as a pickle writes it, pair by pair. Nothing is hashed, so chosen keys cost no time.</summary>
internal sealed class PickleDictionary : List<KeyValuePair<object?, object?>>;

/// <summary>
/// Reads Python's pickles (https://docs.python.org/3/library/pickletools.html), protocols 2 to 4, restricted to plain values: numbers,
/// texts,
/// lists (<see cref="List{T}"/>), tuples (arrays), dictionaries (<see cref="PickleDictionary"/>), and what <see cref="IPickleObjects"/>
/// knows.
/// Runs nothing, does not recurse, and takes memory in proportion to the pickle's bytes.
/// </summary>
/// <param name="input">The bytes; after <see cref="Read"/> its position is behind the pickle.</param>
/// <param name="objects">What else may be built.</param>
internal sealed class PickleReader(PickleInput input, IPickleObjects objects)
{
    private const int OldestProtocol = 2;
    private const int NewestProtocol = 4;

    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<uint, object?> _memo = [];

    /// <summary>Reads one pickle to its end.</summary>
    /// <exception cref="InvalidDataException">
    /// It is damaged, names a callable, contains itself, or uses what no checkpoint needs.
    /// </exception>
    internal object? Read()
    {
        for (var code = input.Byte(); code != '.'; code = input.Byte())
            if (!TryLiteral(code) && !TryContainer(code) && !TryMemo(code) && !TryObject(code))
                throw input.Error("an instruction that checkpoints are made of", $"0x{code:X2}");
        if (_stack.Count != 1 || _marks.Count > 0)
            throw input.Error("one value at the end", $"{_stack.Count} and {_marks.Count} marks");
        PickleCycles.Refuse(_stack[0], input);
        return _stack[0];
    }

    private bool TryLiteral(byte code)
    {
        switch (code)
        {
            case (byte)'N': return Push(null);
            case 0x88: return Push(true);
            case 0x89: return Push(false);
            case (byte)'J': return Push((long)input.Int32());
            case (byte)'K': return Push((long)input.Byte());
            case (byte)'M': return Push((long)input.UInt16());
            case 0x8A: return Push(input.Integer(input.Byte()));
            case (byte)'G': return Push(input.Double());
            case (byte)'X' or (byte)'T': return Push(input.Text(input.UInt32())); // Python 2 writes names as byte strings
            case 0x8C or (byte)'U': return Push(input.Text(input.Byte()));
            case 0x8D: return Push(input.Text(input.UInt64()));
            case (byte)'B': return Push(input.Take(input.UInt32()).ToArray());
            case (byte)'C': return Push(input.Take(input.Byte()).ToArray());
            default: return false;
        }
    }

    private bool TryContainer(byte code)
    {
        switch (code)
        {
            case (byte)'(': _marks.Push(_stack.Count); return true;
            case (byte)'}': return Push(new PickleDictionary());
            case (byte)']': return Push(new List<object?>());
            case (byte)')': return Push(Array.Empty<object?>());
            case (byte)'t': return Push(PopToMark());
            case 0x85 or 0x86 or 0x87: return Push(Pop(code - 0x84));
            case (byte)'a': return Append(Pop(1));
            case (byte)'e': return Append(PopToMark());
            case (byte)'s': return SetItems(Pop(2));
            case (byte)'u': return SetItems(PopToMark());
            default: return false;
        }
    }

    private bool TryMemo(byte code)
    {
        switch (code)
        {
            case (byte)'q': return Remember(input.Byte());
            case (byte)'r': return Remember(input.UInt32());
            case 0x94: return Remember((uint)_memo.Count);
            case (byte)'h': return Recall(input.Byte());
            case (byte)'j': return Recall(input.UInt32());
            default: return false;
        }
    }

    private bool TryObject(byte code)
    {
        switch (code)
        {
            case 0x80: return CheckProtocol(input.Byte());
            case 0x95: return input.UInt64() is var _; // a frame's length: of use to streams only
            case (byte)'c': return Global(input.Line(), input.Line());
            case 0x93: return Pop(2) is [string module, string name] ? Global(module, name) : throw input.Error(
                "a module and a name", "other values");
            case (byte)'R': return Call(Pop(2));
            case (byte)'b': return SetState(Pop(1)[0]);
            case (byte)'Q': return Push(objects.Outside(Pop(1)[0]) ?? throw input.Error("the description of a storage", "another one"));
            default: return false;
        }
    }

    private bool CheckProtocol(byte protocol) =>
        protocol is >= OldestProtocol and <= NewestProtocol ? true : throw input.Error(
            $"protocol {OldestProtocol} to {NewestProtocol}", $"{protocol}");

    private bool Global(string module, string name)
    {
        var full = $"{module}.{name}";
        return Push(objects.Global(full) ?? throw input.Error(
            "nothing but tensors and plain containers",
            $"the name {SafetensorsFormat.Quote(full)}, which stands for code and is not run "
            + "(save the state dict alone: torch.save(model.state_dict(), path))"));
    }

    private bool Call(object?[] both) =>
        Push(both is [{ } callable, object?[] arguments] && objects.Call(callable, arguments) is { } built
            ? built
            : throw input.Error("a tensor's parts for a builder of tensors", "other values"));

    /// <summary>Attributes of a dictionary, such as a state dict's <c>_metadata</c>, are of no use here.</summary>
    private bool SetState(object? state) =>
        Top() is PickleDictionary && state is PickleDictionary ? true : throw input.Error("attributes of a dictionary", "others");

    private bool Append(object?[] items)
    {
        if (Top() is not List<object?> list)
            throw input.Error("a list to append to", "another value");
        list.AddRange(items);
        return true;
    }

    private bool SetItems(object?[] items)
    {
        if (Top() is not PickleDictionary dictionary || items.Length % 2 != 0)
            throw input.Error("a dictionary and pairs of keys and values", "other values");
        for (var i = 0; i < items.Length; i += 2)
            dictionary.Add(new(items[i], items[i + 1]));
        return true;
    }

    private bool Remember(uint index)
    {
        _memo[index] = Top();
        return true;
    }

    private bool Recall(uint index) =>
        _memo.TryGetValue(index, out var value) ? Push(value) : throw input.Error("the number of a value that came before", $"{index}");

    private bool Push(object? value)
    {
        _stack.Add(value);
        return true;
    }

    private object? Top() => _stack.Count > Floor ? _stack[^1] : throw input.Error("a value", "none");

    // What lies below the last mark is out of reach until the mark is taken.
    private int Floor => _marks.Count > 0 ? _marks.Peek() : 0;

    private object?[] Pop(int count)
    {
        if (_stack.Count - Floor < count)
            throw input.Error($"{count} values", $"{_stack.Count - Floor}");
        object?[] popped = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return popped;
    }

    private object?[] PopToMark()
    {
        if (!_marks.TryPop(out var mark))
            throw input.Error("a mark", "none");
        object?[] popped = [.. _stack[mark..]];
        _stack.RemoveRange(mark, popped.Length);
        return popped;
    }
}

/// <summary>Refuses containers that contain themselves. Looks at each container once and does not recurse, however deep they lie.</summary>
internal static class PickleCycles
{
    internal static void Refuse(object? root, PickleInput input)
    {
        var done = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var path = new Stack<(object Container, IEnumerator<object?> Items)>();
        Enter(root);
        while (path.TryPeek(out var top))
        {
            if (top.Items.MoveNext())
            {
                Enter(top.Items.Current);
                continue;
            }
            open.Remove(top.Container);
            done.Add(top.Container);
            path.Pop();
        }

        void Enter(object? value)
        {
            if (Items(value) is not { } items || done.Contains(value!))
                return;
            if (!open.Add(value!))
                throw input.Error("containers that end", "one that contains itself");
            path.Push((value!, items.GetEnumerator()));
        }
    }

    private static IEnumerable<object?>? Items(object? value) => value switch
    {
        PickleDictionary dictionary => dictionary.Select(pair => pair.Value), // a key that is no text is of no use to anyone
        List<object?> list => list,
        object?[] tuple => tuple,
        _ => null,
    };
}

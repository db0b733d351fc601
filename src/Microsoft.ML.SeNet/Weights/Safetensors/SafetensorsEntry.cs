namespace Microsoft.ML.SeNet.Weights.Safetensors;

/// <summary>What the header of a safetensors file says about one tensor.</summary>
/// <param name="Name">The tensor's name, unique in its file.</param>
/// <param name="DType">The type of its elements.</param>
/// <param name="Shape">Its sizes, outermost first; empty for a scalar. The data are row-major.</param>
/// <param name="Begin">Where its data begin, in bytes from the end of the header.</param>
/// <param name="End">Where its data end, exclusive.</param>
internal sealed record SafetensorsEntry(string Name, SafetensorsDType DType, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>The size of its data in bytes.</summary>
    internal long ByteCount => End - Begin;
}

/// <summary>Gathers and checks the three parts of one entry, which may come in any order.</summary>
internal sealed class SafetensorsEntryReader(string file, string name)
{
    /// <summary>The element type, once read.</summary>
    internal SafetensorsDType? DType { get; private set; }

    /// <summary>The sizes, once read.</summary>
    internal List<long>? Shape { get; set; }

    /// <summary>Begin and end, once read.</summary>
    internal (long Begin, long End)? Offsets { get; private set; }

    /// <summary>Takes the type's name.</summary>
    internal void SetDType(string text)
    {
        if (!SafetensorsDTypes.TryParse(text, out var type))
            throw Error("dtype", $"one of {SafetensorsDTypes.Names}", SafetensorsFormat.Quote(text));
        DType = type;
    }

    /// <summary>Takes begin and end.</summary>
    internal void SetOffsets(List<long> offsets)
    {
        if (offsets.Count != 2 || offsets[0] > offsets[1])
            throw Error("data_offsets", "[begin, end] with begin <= end", SafetensorsFormat.ShapeText(offsets));
        Offsets = (offsets[0], offsets[1]);
    }

    /// <summary>The entry, if all three parts came and fit each other.</summary>
    internal SafetensorsEntry ToEntry()
    {
        if (DType is not { } type || Shape is null || Offsets is not { } offsets)
            throw SafetensorsFormat.Error(
                file, $"entry {SafetensorsFormat.Quote(name)}", "the keys dtype, shape and data_offsets", $"no {Missing()}");
        var bytes = SafetensorsFormat.ByteCount(Shape, type)
            ?? throw Error("shape", "fewer than 2^63 bytes", SafetensorsFormat.ShapeText(Shape));
        if (bytes != offsets.End - offsets.Begin)
            throw Error("data_offsets", $"{bytes} bytes for {type} {SafetensorsFormat.ShapeText(Shape)}", $"{offsets.End - offsets.Begin}");
        return new SafetensorsEntry(name, type, Shape.AsReadOnly(), offsets.Begin, offsets.End);
    }

    private string Missing()
    {
        var missing = new List<string>();
        if (DType is null)
            missing.Add("dtype");
        if (Shape is null)
            missing.Add("shape");
        if (Offsets is null)
            missing.Add("data_offsets");
        return string.Join(", ", missing);
    }

    private InvalidDataException Error(string part, string expected, string got) =>
        SafetensorsFormat.Error(file, SafetensorsFormat.EntryPart(name, part), expected, got);
}

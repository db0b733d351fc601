using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data.IO;

/// <summary>Vectors: how many, the length of all (or 0 and that of each), the explicit values of each (-1: dense), the indices, the values.</summary>
internal sealed class VectorCodec<T>(VectorDataViewType type, ValueCodec<T> inner) : ValueCodec<VBuffer<T>>
{
    public const string LoadName = "VBuffer";

    private const int Dense = -1;

    public override DataViewType Type => type;

    public override string Name => LoadName;

    public override void WriteParameters(BinaryWriter writer)
    {
        Codecs.WriteDefinition(writer, inner);
        writer.Write(type.Dimensions.Length);
        foreach (int dimension in type.Dimensions)
            writer.Write(dimension);
    }

    public override void Write(BinaryWriter writer, ReadOnlySpan<VBuffer<T>> values)
    {
        VBuffer<T>[] vectors = values.ToArray();
        foreach (var vector in vectors)
        {
            if (type.IsKnownSize && vector.Length != type.Size)
                throw Contracts.Except("Length mismatch: expected {0} slots but got {1}", type.Size, vector.Length);
        }
        writer.Write(vectors.Length);
        int common = type.IsKnownSize ? type.Size : vectors.Select(vector => vector.Length).Distinct().Count() == 1 ? vectors[0].Length : 0;
        writer.Write(common);
        if (common == 0)
            WriteInts(writer, vectors.Select(vector => vector.Length));
        WriteInts(writer, vectors.Select(vector => vector.IsDense ? Dense : vector.GetValues().Length));
        int[] indices = [.. vectors.SelectMany(vector => vector.GetIndices().ToArray())];
        writer.Write(indices.Length);
        WriteInts(writer, indices);
        inner.Write(writer, [.. vectors.SelectMany(vector => vector.GetValues().ToArray())]);
    }

    public override VBuffer<T>[] Read(BinaryReader reader, int count)
    {
        Contracts.CheckDecode(reader.ReadInt32() == count);
        int common = reader.ReadInt32();
        Contracts.CheckDecode(type.IsKnownSize ? common == type.Size : common >= 0);
        int[] lengths = common == 0 ? ReadInts(reader, count) : [.. Enumerable.Repeat(common, count)];
        int[] counts = ReadInts(reader, count);
        int[] indices = ReadInts(reader, reader.ReadInt32());
        for (int i = 0; i < count; i++)
        {
            Contracts.CheckDecode(lengths[i] >= 0 && counts[i] >= Dense && counts[i] < Math.Max(lengths[i], 1));
            counts[i] = counts[i] == Dense ? lengths[i] : counts[i];
        }
        Contracts.CheckDecode(indices.Length == Enumerable.Range(0, count).Sum(i => counts[i] == lengths[i] ? 0L : counts[i]));
        long total = counts.Sum(one => (long)one);
        Contracts.CheckDecode(total <= Array.MaxLength);
        return Slice(lengths, counts, indices, inner.Read(reader, (int)total));
    }

    private static VBuffer<T>[] Slice(int[] lengths, int[] counts, int[] indices, T[] values)
    {
        var vectors = new VBuffer<T>[lengths.Length];
        var (value, index) = (0, 0);
        for (int i = 0; i < vectors.Length; i++)
        {
            var own = values[value..(value += counts[i])];
            if (counts[i] == lengths[i])
            {
                vectors[i] = new VBuffer<T>(lengths[i], own);
                continue;
            }
            var at = indices[index..(index += counts[i])];
            for (int j = 0; j < at.Length; j++)
                Contracts.CheckDecode(at[j] > (j == 0 ? -1 : at[j - 1]) && at[j] < lengths[i]);
            vectors[i] = new VBuffer<T>(lengths[i], counts[i], own, at);
        }
        return vectors;
    }

    private static void WriteInts(BinaryWriter writer, IEnumerable<int> values)
    {
        foreach (int value in values)
            writer.Write(value);
    }
}

using System.IO.Compression;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Models;

public class ModelFileTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    private static string Golden => Path.Combine(AppContext.BaseDirectory, "Golden", "genuine-model.zip");

    internal static IDataView Data() => s_ml.Data.LoadFromEnumerable(
    [
        new Row { Label = "cat", X = 1, Y = [2, 3] },
        new Row { Label = "dog", X = 4, Y = [5, 6] },
        new Row { Label = "cat", X = 7, Y = [8, 9] },
    ]);

    internal static TransformerChain<ITransformer> Fit() =>
        new EstimatorChain<ITransformer>()
            .Append(s_ml.Transforms.Conversion.MapValueToKey("Key", "Label"))
            .Append(s_ml.Transforms.Conversion.MapValueToKey("XKey", "X"))
            .Append(s_ml.Transforms.Concatenate("Features", "X", "Y"))
            .Append(s_ml.Transforms.CopyColumns("Copy", "Features"))
            .Append(s_ml.Transforms.Conversion.MapKeyToValue("Back", "Key"))
            .Append((IEstimator<ITransformer>)s_ml.Transforms.DropColumns("Copy"))
            .Fit(Data());

    internal static byte[] Save(ITransformer model, DataViewSchema? schema)
    {
        using var stream = new MemoryStream();
        s_ml.Model.Save(model, schema, stream);
        return stream.ToArray();
    }

    [Fact]
    public void Load_WhatWasSaved_GivesTheSameRowsAndSchema()
    {
        var model = Fit();

        var loaded = new MLContext().Model.Load(new MemoryStream(Save(model, Data().Schema)), out var schema);

        Assert.Equal(Rows.Columns(Data().Schema), Rows.Columns(schema));
        Assert.Equal(Rows.Columns(model.Transform(Data()).Schema), Rows.Columns(loaded.Transform(Data()).Schema));
        Assert.Equal(Rows.Of(model.Transform(Data())), Rows.Of(loaded.Transform(Data())));
        Assert.Equal(["cat", "dog"], Rows.KeyValues<ReadOnlyMemory<char>>(loaded.GetOutputSchema(schema)["Key"]));
    }

    [Fact]
    public void Save_Chain_HasTheGenuineEntries()
    {
        using var archive = new ZipArchive(new MemoryStream(Save(Fit(), Data().Schema)));

        string[] expected =
        [
            "TrainingInfo/Version.txt",
            "TransformerChain/Transform_000/Vocabulary/Terms.txt", "TransformerChain/Transform_000/Vocabulary/Model.key", "TransformerChain/Transform_000/Model.key",
            "TransformerChain/Transform_001/Vocabulary/Terms.txt", "TransformerChain/Transform_001/Vocabulary/Model.key", "TransformerChain/Transform_001/Model.key",
            "TransformerChain/Transform_002/Model.key", "TransformerChain/Transform_003/Model.key", "TransformerChain/Transform_004/Model.key", "TransformerChain/Transform_005/Model.key",
            "TransformerChain/Model.key", "Schema",
        ];
        Assert.Equal(expected, archive.Entries.Select(entry => entry.FullName.Replace('\\', '/')));
    }

    [Fact]
    public void Save_SchemaWithAnnotations_KeepsThem()
    {
        var transformed = Fit().Transform(Data());

        new MLContext().Model.Load(new MemoryStream(Save(new TransformerChain<ITransformer>(), transformed.Schema)), out var schema);

        Assert.Equal(transformed.Schema.Select(column => column.ToString()), schema.Select(column => column.ToString()));
        Assert.Equal(["cat", "dog"], Rows.KeyValues<ReadOnlyMemory<char>>(schema["Key"]));
        Assert.Equal(["1", "4", "7"], Rows.KeyValues<float>(schema["XKey"]));
        VBuffer<ReadOnlyMemory<char>> names = default;
        schema["Features"].GetSlotNames(ref names);
        Assert.Equal(["X", "", ""], names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void Save_Chain_IsByteForByteWhatGenuineWrites()
    {
        using var genuine = ZipFile.OpenRead(Golden);
        using var own = new ZipArchive(new MemoryStream(Save(Fit(), Fit().Transform(Data()).Schema)));

        Assert.Equal(genuine.Entries.Select(entry => entry.FullName), own.Entries.Select(entry => entry.FullName));
        foreach (var entry in genuine.Entries.Where(entry => entry.Name != "Version.txt"))
            Assert.Equal($"{entry.FullName}: {Hex(entry)}", $"{entry.FullName}: {Hex(own.GetEntry(entry.FullName)!)}");
    }

    [Fact]
    public void Load_GenuineFile_GivesTheSameRowsAndSchema()
    {
        var loaded = s_ml.Model.Load(Golden, out var schema);

        var expected = Fit().Transform(Data());
        Assert.Equal(expected.Schema.Select(column => column.ToString()), schema.Select(column => column.ToString()));
        Assert.Equal(Rows.Of(expected), Rows.Of(loaded.Transform(Data())));
    }

    [Fact]
    public void Save_Part_HasTheLayoutOfTheHeader()
    {
        using var archive = new ZipArchive(new MemoryStream(Save(s_ml.Transforms.CopyColumns("B", "A").Fit(s_ml.Data.LoadFromEnumerable([new { A = 1f }])), null)));
        using var reader = new BinaryReader(archive.GetEntry("TransformerChain/Model.key")!.Open(), Encoding.Unicode);
        byte[] header = reader.ReadBytes(256);
        const string AssemblyName = "Microsoft.ML.Data, Version=1.0.0.0, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51";

        Assert.Equal("ML\0MODEL", Encoding.Latin1.GetString(header, 0, 8));
        Assert.Equal([0x00010002u, 0x00010002u], [BitConverter.ToUInt32(header, 8), BitConverter.ToUInt32(header, 12)]);
        long[] blocks = [.. Enumerable.Range(0, 6).Select(i => BitConverter.ToInt64(header, 16 + (i * 8)))];
        Assert.Equal([256L, 12, 268, 16, 284, 4], blocks); // model: count and two string ids; string table; characters
        Assert.Equal("COPYCOLT", Encoding.Latin1.GetString(header, 64, 8));
        Assert.Equal("CopyTransform", Encoding.Latin1.GetString(header, 80, 24).TrimEnd('\0'));
        Assert.Equal([1, 0, 1], [reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()]);
        Assert.Equal([2L, 4], [reader.ReadInt64(), reader.ReadInt64()]);
        Assert.Equal("BA" + AssemblyName, new string(reader.ReadChars(2 + AssemblyName.Length)));
        Assert.Equal("LEDOM\0LM", Encoding.Latin1.GetString(reader.ReadBytes(8)));
        Assert.Equal(288 + (2 * AssemblyName.Length), BitConverter.ToInt64(header, 128));
        Assert.Equal(296 + (2 * AssemblyName.Length), BitConverter.ToInt64(header, 136));
    }

    [Fact]
    public void Load_WithoutSchema_GivesNone()
    {
        var loaded = s_ml.Model.Load(new MemoryStream(Save(Fit(), null)), out var schema);

        Assert.Null(schema);
        Assert.Equal(3, Rows.Of(loaded.Transform(Data())).Length);
    }

    [Fact]
    public void Load_NoArchive_Throws()
    {
        var exception = Assert.Throws<FormatException>(() => s_ml.Model.Load(new MemoryStream([1, 2, 3]), out _));

        Assert.Equal("Failed to open a zip archive", exception.Message);
    }

    private static string Hex(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return Convert.ToHexString(memory.ToArray());
    }

    private sealed class Row
    {
        public string Label { get; set; } = "";

        public float X { get; set; }

        [VectorType(2)]
        public float[] Y { get; set; } = [];
    }
}

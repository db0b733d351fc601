using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.SeNet.Common;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Tests.Weights.Safetensors;

public sealed class SafetensorsHeaderWriterTests
{
    [Fact]
    public void Write_TwoTensors_GivesExactlyTheseBytes()
    {
        var entries = SafetensorsHeaderWriter.Layout([("ä", SafetensorsDType.BF16, [1, 2]), ("n", SafetensorsDType.I64, [])]);

        var bytes = SafetensorsHeaderWriter.Write(entries, new Dictionary<string, string> { ["format"] = "pt", ["q"] = "\"<\n" });

        const string Json =
            """{"__metadata__":{"format":"pt","q":"\"<\n"},"ä":{"dtype":"BF16","shape":[1,2],"data_offsets":[8,12]},"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]}}""";
        Assert.Equal(Json, Encoding.UTF8.GetString(bytes.AsSpan(8)).TrimEnd(' '));
        Assert.Equal(bytes.Length - 8, BinaryPrimitives.ReadInt64LittleEndian(bytes));
        Assert.Equal(0, bytes.Length % 8);
        Assert.InRange(bytes.Length - 8 - Encoding.UTF8.GetByteCount(Json), 0, 7);
    }

    [Fact]
    public void Write_Nothing_IsAnEmptyObject() =>
        Assert.Equal(SafetensorsBytes.Make("{}      "), SafetensorsHeaderWriter.Write([], new Dictionary<string, string>()));

    [Fact]
    public void Layout_MixedTypes_AlignsEachToItsSize()
    {
        var entries = SafetensorsHeaderWriter.Layout(
            [("a", SafetensorsDType.BOOL, [3]), ("b", SafetensorsDType.F32, [3]), ("c", SafetensorsDType.I64, []),
                ("d", SafetensorsDType.F16, [1]), ("e", SafetensorsDType.I32, [1])]);

        Assert.Equal(["a", "b", "c", "d", "e"], entries.Select(entry => entry.Name));
        Assert.Equal([26, 8, 0, 24, 20], entries.Select(entry => entry.Begin));
        Assert.All(entries, entry => Assert.Equal(0, entry.Begin % entry.DType.Size()));
    }

    [Fact]
    public void WriteThenParse_AnyNamesAndMetadata_GivesThemBack() =>
        Prop.ForAll<long>(seed =>
        {
            var random = new Seeds(seed).Stream("header");
            var tensors = Enumerable.Range(0, random.NextInt32(6))
                .Select(index => ($"{Text(random)}{index}", (SafetensorsDType)random.NextInt32(10), Shape(random))).ToList();
            var metadata = Enumerable.Range(0, random.NextInt32(4)).ToDictionary(index => $"{Text(random)}{index}", _ => Text(random));
            var written = SafetensorsHeaderWriter.Layout(tensors);
            var bytes = SafetensorsHeaderWriter.Write(written, metadata);
            var read = SafetensorsHeaderReader.Parse(bytes.AsSpan(8), "f");
            Assert.Equal(metadata, read.Metadata);
            Assert.Equal(written.Select(Facts), read.ByName.Values.Select(Facts));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Layout_ReservedName_IsRefused() => AssertRefused(
        [("__metadata__", SafetensorsDType.U8, [])],
        "Cannot write safetensors: expected any other tensor name, got '__metadata__', which is reserved for the metadata. "
        + "Rename the tensor. (Parameter 'names')");

    [Fact]
    public void Layout_NameTwice_IsRefused() => AssertRefused(
        [("a", SafetensorsDType.U8, []), ("a", SafetensorsDType.U8, [])],
        "Cannot write safetensors: expected each tensor name once, got 'a' twice. Rename one of the two. (Parameter 'names')");

    [Fact]
    public void Layout_HalfASurrogatePair_IsRefused() => AssertRefused(
        [("a\ud800", SafetensorsDType.U8, [])],
        "Cannot write safetensors: expected Unicode text, got half of a surrogate pair at index 1 of a name or metadata string. "
        + "Correct the string. (Parameter 'text')");

    [Fact]
    public void Layout_TooManyDimensions_IsRefused() => AssertRefused(
        [("a", SafetensorsDType.U8, new long[65])],
        "Cannot write tensor 'a': expected at most 64 dimensions, got 65. Reshape it. (Parameter 'tensors')");

    [Fact]
    public void Layout_MoreBytesThanCanBeCounted_IsRefused() => AssertRefused(
        [("a", SafetensorsDType.F64, [long.MaxValue / 8]), ("b", SafetensorsDType.I64, [1])],
        "Cannot write tensor 'b': expected fewer than 2^63 bytes in all, got 9223372036854775800 before I64 [1]. "
        + "Write fewer or smaller tensors. (Parameter 'tensors')");

    private static void AssertRefused((string Name, SafetensorsDType DType, long[] Shape)[] tensors, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => SafetensorsHeaderWriter.Layout(tensors)).Message);

    private static string Facts(SafetensorsEntry entry) =>
        $"{entry.Name} {entry.DType} [{string.Join(',', entry.Shape)}] {entry.Begin} {entry.End}";

    private static string Text(RandomStream random)
    {
        string[] parts = ["a", ".", "\"", "\\", "\u0000", "\u001f", "ä", "\u2028", "😀", "</", "\ufeff", " "];
        return string.Concat(Enumerable.Range(0, random.NextInt32(5)).Select(_ => parts[random.NextInt32(parts.Length)]));
    }

    private static long[] Shape(RandomStream random) =>
        [.. Enumerable.Range(0, random.NextInt32(5)).Select(_ => (long)random.NextInt32(4))];
}

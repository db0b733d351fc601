using System.Text;
using Microsoft.ML.SeNet.Weights.Safetensors;

namespace Microsoft.ML.SeNet.Tests.Weights.Safetensors;

public sealed class SafetensorsHeaderReaderTests
{
    private const string Good = """{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}""";

    [Fact]
    public void Parse_Entries_KeepsOrderAndValues()
    {
        var header = Parse("""
            {"z":{"shape":[],"data_offsets":[6,14],"dtype":"I64"},"__metadata__":{"format":"pt","a":""},"ä\u00e4\ud83d\ude00":{"dtype":"F16","shape":[1,3],"data_offsets":[0,6]},"":{"dtype":"BOOL","shape":[0,5],"data_offsets":[6,6]}}
            """.Trim() + "   ");

        Assert.Equal(["z", "ää😀", ""], header.ByName.Keys);
        Assert.Equal(["format", "a"], header.Metadata.Keys);
        Assert.Equal(["pt", ""], header.Metadata.Values);
        Assert.Equal((SafetensorsDType.I64, 6, 14, 8), Facts(header.ByName["z"]));
        Assert.Empty(header.ByName["z"].Shape);
        Assert.Equal((SafetensorsDType.F16, 0, 6, 6), Facts(header.ByName["ää😀"]));
        Assert.Equal([1, 3], header.ByName["ää😀"].Shape);
        Assert.Equal((SafetensorsDType.BOOL, 6, 6, 0), Facts(header.ByName[""]));
        Assert.Equal(14, header.DataLength);
    }

    [Fact]
    public void Parse_EmptyObject_HasNothing()
    {
        var header = Parse("{}");

        Assert.Empty(header.ByName);
        Assert.Empty(header.Metadata);
        Assert.Equal(0, header.DataLength);
    }

    [Theory]
    [InlineData("", "header: expected a JSON object that begins with '{', got nothing")]
    [InlineData(" {}", "header: expected a JSON object that begins with '{', got byte 0x20")]
    [InlineData("[]", "header: expected a JSON object that begins with '{', got byte 0x5B")]
    [InlineData("{", "header: expected JSON of at most 3 levels, got an error in line 1, byte 2")]
    [InlineData("{}{}", "header: expected JSON of at most 3 levels, got an error in line 1, byte 3")]
    [InlineData("{} x", "header: expected JSON of at most 3 levels, got an error in line 1, byte 4")]
    [InlineData("{/* */}", "header: expected JSON of at most 3 levels, got an error in line 1, byte 2")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[[[[1]]]]],"data_offsets":[0,4]}}""",
        "header: expected JSON of at most 3 levels, got an error in line 1, byte 30")]
    [InlineData("""{"a":1}""", "entry 'a': expected an object, got 1")]
    [InlineData("""{"a":"x"}""", "entry 'a': expected an object, got a string")]
    [InlineData("""{"\ud800":{}}""", "header: expected Unicode text, got an escape that is half of a surrogate pair")]
    public void Parse_BrokenObject_IsRefused(string header, string fault) => AssertRefused(header, fault);

    [Theory]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", "header: expected each key once, got '__metadata__' twice")]
    [InlineData("""{"__metadata__":{"a":"1","a":"1"}}""", "__metadata__: expected each key once, got 'a' twice")]
    [InlineData("""{"__metadata__":{"a":1}}""", "__metadata__, key 'a': expected a string, got 1")]
    [InlineData("""{"__metadata__":{"a":null}}""", "__metadata__, key 'a': expected a string, got null")]
    [InlineData("""{"__metadata__":{"a":{"b":"c"}}}""", "__metadata__, key 'a': expected a string, got an object")]
    [InlineData("""{"__metadata__":"a"}""", "__metadata__: expected an object of strings (the name is reserved), got a string")]
    [InlineData("""{"__metadata__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
        "__metadata__, key 'shape': expected a string, got a list")]
    [InlineData("""{"__metadata__":{"a":"\udc00"}}""",
        "__metadata__, key 'a': expected Unicode text, got an escape that is half of a surrogate pair")]
    public void Parse_BrokenMetadata_IsRefused(string header, string fault) => AssertRefused(header, fault);

    [Theory]
    [InlineData("{}", "entry 'a': expected the keys dtype, shape and data_offsets, got no dtype, shape, data_offsets")]
    [InlineData("""{"dtype":"F32","shape":[]}""", "entry 'a': expected the keys dtype, shape and data_offsets, got no data_offsets")]
    [InlineData("""{"dtype":"F32","dtype":"F32"}""", "entry 'a': expected each key once, got 'dtype' twice")]
    [InlineData("""{"shape":[],"shape":[]}""", "entry 'a': expected each key once, got 'shape' twice")]
    [InlineData("""{"data_offsets":[0,4],"data_offsets":[0,4]}""", "entry 'a': expected each key once, got 'data_offsets' twice")]
    [InlineData("""{"strides":[1]}""", "entry 'a': expected only the keys dtype, shape and data_offsets, got 'strides'")]
    [InlineData("""{"dtype":"C64"}""", "entry 'a', dtype: expected one of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL, got 'C64'")]
    [InlineData("""{"dtype":"f32"}""", "entry 'a', dtype: expected one of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL, got 'f32'")]
    [InlineData("""{"dtype":"1"}""", "entry 'a', dtype: expected one of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL, got '1'")]
    [InlineData("""{"dtype":7}""", "entry 'a', dtype: expected a string, got 7")]
    [InlineData("""{"shape":"1"}""", "entry 'a', shape: expected a list, got a string")]
    [InlineData("""{"shape":[-1]}""", "entry 'a', shape: expected whole numbers from 0 to 2^63 - 1, got -1")]
    [InlineData("""{"shape":[-0]}""", "entry 'a', shape: expected whole numbers from 0 to 2^63 - 1, got -0")]
    [InlineData("""{"shape":[1.0]}""", "entry 'a', shape: expected whole numbers from 0 to 2^63 - 1, got 1.0")]
    [InlineData("""{"shape":[1e1]}""", "entry 'a', shape: expected whole numbers from 0 to 2^63 - 1, got 1e1")]
    [InlineData("""{"shape":[true]}""", "entry 'a', shape: expected whole numbers from 0 to 2^63 - 1, got true")]
    [InlineData(
        """{"shape":[9223372036854775808]}""", "entry 'a', shape: expected whole numbers from 0 to 2^63 - 1, got 9223372036854775808")]
    [InlineData("""{"shape":[11111111111111111111111111111111111111111]}""",
        "entry 'a', shape: expected whole numbers from 0 to 2^63 - 1, got a number of 41 digits")]
    [InlineData("""{"data_offsets":[0]}""", "entry 'a', data_offsets: expected [begin, end] with begin <= end, got [0]")]
    [InlineData("""{"data_offsets":[0,1,2]}""", "entry 'a', data_offsets: expected at most 2 numbers, got more")]
    [InlineData("""{"data_offsets":[4,0]}""", "entry 'a', data_offsets: expected [begin, end] with begin <= end, got [4, 0]")]
    public void Parse_BrokenEntry_IsRefused(string entry, string fault) => AssertRefused($$$"""{"a":{{{entry}}}}""", fault);

    [Theory]
    [InlineData("F32", "2,3", "0,23", "entry 'a', data_offsets: expected 24 bytes for F32 [2, 3], got 23")]
    [InlineData("F64", "", "0,4", "entry 'a', data_offsets: expected 8 bytes for F64 [], got 4")]
    [InlineData("U8", "0", "0,1", "entry 'a', data_offsets: expected 0 bytes for U8 [0], got 1")]
    [InlineData("U8", "4294967296,4294967296", "0,0", "entry 'a', shape: expected fewer than 2^63 bytes, got [4294967296, 4294967296]")]
    [InlineData("F64", "1152921504606846976", "0,0", "entry 'a', shape: expected fewer than 2^63 bytes, got [1152921504606846976]")]
    [InlineData(
        "U8", "4294967296,4294967296,0", "0,0", "entry 'a', shape: expected fewer than 2^63 bytes, got [4294967296, 4294967296, 0]")]
    [InlineData("U8", "9223372036854775807", "1,9223372036854775807",
        "entry 'a', data_offsets: expected 9223372036854775807 bytes for U8 [9223372036854775807], got 9223372036854775806")]
    public void Parse_SpanThatDoesNotFitTheShape_IsRefused(string type, string shape, string offsets, string fault) =>
        AssertRefused($$$"""{"a":{"dtype":"{{{type}}}","shape":[{{{shape}}}],"data_offsets":[{{{offsets}}}]}}""", fault);

    [Theory]
    [InlineData("0,4", "0,4",
        "entry 'b', data_offsets: expected a begin of 4, where the data before it end, got 0 (an overlap with the entry before)")]
    [InlineData("0,4", "3,7",
        "entry 'b', data_offsets: expected a begin of 4, where the data before it end, got 3 (an overlap with the entry before)")]
    [InlineData("0,4", "5,9", "entry 'b', data_offsets: expected a begin of 4, where the data before it end, got 5 (a hole)")]
    [InlineData("1,5", "5,9", "entry 'a', data_offsets: expected a begin of 0, where the data before it end, got 1 (a hole)")]
    [InlineData("8,12", "0,4", "entry 'a', data_offsets: expected a begin of 4, where the data before it end, got 8 (a hole)")]
    public void Parse_OverlapOrHole_IsRefused(string first, string second, string fault) => AssertRefused(
        $$$"""{"a":{"dtype":"I32","shape":[1],"data_offsets":[{{{first}}}]},"b":{"dtype":"I32","shape":[],"data_offsets":[{{{second}}}]}}""",
        fault);

    [Fact]
    public void Parse_EmptyTensorInsideAnother_IsRefused() => AssertRefused(
        """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}}""",
        "entry 'b', data_offsets: expected a begin of 4, where the data before it end, got 2 (an overlap with the entry before)");

    [Fact]
    public void Parse_SameEntryTwice_IsRefused() =>
        AssertRefused(Good[..^1] + "," + Good[1..], "header: expected each key once, got 'a' twice");

    [Fact]
    public void Parse_InvalidUtf8_IsRefused()
    {
        var bytes = Encoding.UTF8.GetBytes(Good);
        bytes[2] = 0xFF;

        var e = Assert.Throws<InvalidDataException>(() => SafetensorsHeaderReader.Parse(bytes, "f"));

        Assert.Equal(Message("header: expected UTF-8, got invalid bytes"), e.Message);
    }

    [Fact]
    public void Parse_LongName_IsCutInTheMessage() =>
        AssertRefused(
            $$"""{"{{new string('x', 5000)}}":1}""", $"entry '{new string('x', 100)}…' (5000 characters): expected an object, got 1");

    [Fact]
    public void Parse_TooManyDimensions_IsRefused() => AssertRefused(
        $$$"""{"a":{"dtype":"U8","shape":[{{{string.Join(',', Enumerable.Repeat(1, 65))}}}],"data_offsets":[0,1]}}""",
        "entry 'a', shape: expected at most 64 numbers, got more");

    private static (SafetensorsDType Type, long Begin, long End, long Bytes) Facts(SafetensorsEntry entry) =>
        (entry.DType, entry.Begin, entry.End, entry.ByteCount);

    private static SafetensorsHeader Parse(string header) => SafetensorsHeaderReader.Parse(Encoding.UTF8.GetBytes(header), "f");

    private static void AssertRefused(string header, string fault) =>
        Assert.Equal(Message(fault), Assert.Throws<InvalidDataException>(() => Parse(header)).Message);

    private static string Message(string fault) =>
        $"Cannot read 'f' as safetensors: {fault}. The file is damaged or of another format: fetch or export it again.";
}

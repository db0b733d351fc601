using System.IO.Compression;
using System.Reflection;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using SeNetMl.MicrosoftML.Tests.Models;

namespace SeNetMl.MicrosoftML.Tests;

/// <summary>What becomes of data and model files that are not as they should be: a row of the table in compat/README.md each.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory("bad").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("missing", "FileNotFoundException: Could not find file 'PATH'.")]
    [InlineData("empty", "FormatException: Failed to open a zip archive")]
    [InlineData("text", "FormatException: Failed to open a zip archive")]
    [InlineData("truncated", "FormatException: Failed to open a zip archive")]
    [InlineData("zip without a model", "InvalidOperationException: Could not load legacy format model < InvalidOperationException: Repository doesn't contain entry DataLoaderModel/Model.key")]
    [InlineData("zip with an empty model", "FormatException: One of the identified items was in an invalid format.")]
    [InlineData("zip with a model of text", "FormatException: Wrong file type")]
    [InlineData("zip with half a model", "FormatException: One of the identified items was in an invalid format.")]
    [InlineData("schema of text", "FormatException: This does not appear to be a binary dataview file")]
    [InlineData("component that nobody has", "FormatException: Couldn't load model: 'TransformerChain'")]
    [InlineData("component too new", "InvalidOperationException: Error during class instantiation < FormatException: Cause: ML.NET 1.0.0.0 cannont read component 'CopyTransform' of the model, because the model is too new.\nSuggestion: Make sure the model is trained with ML.NET 1.0.0.0 or older.\nDebug details: Maximum expected version 589825, got 65537.")]
    public void ModelLoad_BadFile_IsRefused(string what, string expected)
    {
        string path = Path.Combine(_folder, "model.zip");
        if (Model(what) is { } bytes)
            File.WriteAllBytes(path, bytes);

        Assert.Equal(expected, Outcome(() => $"{_ml.Model.Load(path, out _)}").Replace(path, "PATH", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("too few columns", "a\t1\nb\n", "a | [1 0] ; b | [0 0]")]
    [InlineData("too many columns", "a\t1\t2\t3\nb\t4\t5\t6\n", "a | [1 2] ; b | [4 5]")]
    [InlineData("no number", "a\tx\t2\n", "a | [NaN 2]")]
    [InlineData("no rows", "", "")]
    [InlineData("blank lines", "\n\na\t1\t2\n\n", "a | [1 2]")]
    [InlineData("not UTF-8", "p\xE4r\t1\t2\n", "p\uFFFDr | [1 2]")]
    public void LoadFromTextFile_BadLines_AreReadAsFarAsTheyGo(string what, string text, string expected)
    {
        string path = Path.Combine(_folder, "data.tsv");
        File.WriteAllBytes(path, Encoding.Latin1.GetBytes(text));
        TextLoader.Column[] columns = [new("Text", DataKind.String, 0), new("Numbers", DataKind.Single, 1, 2)];

        Assert.Equal($"{what}: {expected}", $"{what}: {Outcome(() => string.Join(" ; ", Rows.Of(_ml.Data.LoadFromTextFile(path, columns))))}");
    }

    [Theory]
    [InlineData("longer vector", "a | [1 2 3]")]
    [InlineData("no vector", "a | []")]
    [InlineData("no text", " | [1 2]")]
    public void LoadFromEnumerable_BadValues_AreRefusedOrDefault(string what, string expected)
    {
        var row = what switch
        {
            "longer vector" => new Row { Numbers = [1, 2, 3] },
            "no vector" => new Row { Numbers = null! },
            _ => new Row { Text = null! },
        };

        Assert.Equal(expected, Outcome(() => string.Join(" ; ", Rows.Of(_ml.Data.LoadFromEnumerable([row])))));
    }

    [Theory]
    [InlineData("longer vector", "[1 2 3] a")]
    [InlineData("column missing", "ArgumentOutOfRangeException: Could not find input column 'Numbers' (Parameter 'inputSchema')")]
    [InlineData("column of another type", "InvalidOperationException: Can't bind the IDataView column 'All' of type 'Vector<Int32, 2>' to field or property 'All' of type 'System.Single[]'.")]
    [InlineData("answer of another type", "InvalidOperationException: Can't bind the IDataView column 'Copy' of type 'String' to field or property 'Copy' of type 'System.Single'.")]
    [InlineData("no value", "[] ")]
    public void PredictionEngine_BadInput_IsRefusedOrDefault(string what, string expected)
    {
        var model = _ml.Transforms.Concatenate("All", "Numbers").Append(_ml.Transforms.CopyColumns("Copy", "Text")).Fit(_ml.Data.LoadFromEnumerable([new Row()]));

        Assert.Equal(expected, Outcome(() => what switch
        {
            "longer vector" => Join(_ml.Model.CreatePredictionEngine<Row, Answer>(model).Predict(new Row { Numbers = [1, 2, 3] })),
            "column missing" => Join(_ml.Model.CreatePredictionEngine<OnlyText, Answer>(model).Predict(new OnlyText())),
            "column of another type" => Join(_ml.Model.CreatePredictionEngine<OtherType, Answer>(model).Predict(new OtherType())),
            "answer of another type" => $"{_ml.Model.CreatePredictionEngine<Row, OtherAnswer>(model).Predict(new Row()).Copy}",
            _ => Join(_ml.Model.CreatePredictionEngine<Row, Answer>(model).Predict(new Row { Numbers = null!, Text = null! })),
        }));
    }

    [Theory]
    [InlineData("split", "0")]
    [InlineData("folds", "0")]
    [InlineData("take", "0")]
    [InlineData("shuffle", "0")]
    [InlineData("cache", "0")]
    [InlineData("concatenate", "0")]
    public void Data_NoRows_GivesNoRows(string what, string expected)
    {
        var data = _ml.Data.LoadFromEnumerable(Array.Empty<Row>());

        Assert.Equal(expected, Outcome(() => what switch
        {
            "split" => $"{Rows.Of(_ml.Data.TrainTestSplit(data).TestSet).Length}",
            "folds" => $"{_ml.Data.CrossValidationSplit(data).Sum(fold => Rows.Of(fold.TrainSet).Length)}",
            "take" => $"{Rows.Of(_ml.Data.TakeRows(data, 3)).Length}",
            "shuffle" => $"{Rows.Of(_ml.Data.ShuffleRows(data)).Length}",
            "cache" => $"{Rows.Of(_ml.Data.Cache(data)).Length}",
            _ => $"{Rows.Of(_ml.Transforms.Concatenate("All", "Numbers").Fit(data).Transform(data)).Length}",
        }));
    }

    private static string Join(Answer answer) => $"[{string.Join(' ', answer.All ?? [])}] {answer.Copy ?? "null"}";

    /// <summary>What came out, or what was thrown, with its causes but those of the operating system.</summary>
    private static string Outcome(Func<string> act)
    {
        try
        {
            return act();
        }
        catch (Exception exception)
        {
            var causes = new List<string>();
            for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
            {
                if (cause == exception || cause is not (IOException or InvalidDataException or TargetInvocationException))
                    causes.Add($"{cause.GetType().Name}: {cause.Message}");
            }
            return string.Join(" < ", causes);
        }
    }

    private byte[]? Model(string what)
    {
        byte[] whole = ModelFileTests.Save(_ml.Transforms.CopyColumns("B", "A").Fit(_ml.Data.LoadFromEnumerable([new { A = 1f }])), null);
        return what switch
        {
            "missing" => null,
            "empty" => [],
            "text" => "no model"u8.ToArray(),
            "truncated" => whole[..(whole.Length / 2)],
            "zip without a model" => With(whole, "TransformerChain/Model.key", null),
            "zip with an empty model" => With(whole, "TransformerChain/Model.key", _ => []),
            "zip with a model of text" => With(whole, "TransformerChain/Model.key", _ => [.. Enumerable.Repeat((byte)'x', 400)]),
            "zip with half a model" => With(whole, "TransformerChain/Model.key", part => part[..(part.Length / 2)]),
            "schema of text" => With(whole, "Schema", _ => [.. Enumerable.Repeat((byte)'x', 400)]),
            "component that nobody has" => With(whole, "TransformerChain/Model.key", part => Changed(part, 80, (byte)'X')),
            _ => With(whole, "TransformerChain/Model.key", part => Changed(Changed(part, 74, 9), 78, 9)),
        };
    }

    private static byte[] Changed(byte[] part, int at, byte value)
    {
        part[at] = value;
        return part;
    }

    private static byte[] With(byte[] archive, string name, Func<byte[], byte[]>? change)
    {
        using var memory = new MemoryStream();
        memory.Write(archive);
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Update, leaveOpen: true))
        {
            byte[] part = [];
            if (zip.GetEntry(name) is { } entry)
            {
                using var copy = new MemoryStream();
                using (var stream = entry.Open())
                    stream.CopyTo(copy);
                part = copy.ToArray();
                entry.Delete();
            }
            if (change is not null)
            {
                using var stream = zip.CreateEntry(name).Open();
                stream.Write(change(part));
            }
        }
        return memory.ToArray();
    }

    private sealed class Row
    {
        public string Text { get; set; } = "a";

        [VectorType(2)]
        public float[] Numbers { get; set; } = [1, 2];
    }

    private sealed class OnlyText
    {
        public string Text { get; set; } = "a";
    }

    private sealed class OtherType
    {
        public string Text { get; set; } = "a";

        [VectorType(2)]
        public int[] Numbers { get; set; } = [1, 2];
    }

    private sealed class Answer
    {
        public float[]? All { get; set; }

        public string? Copy { get; set; }
    }

    private sealed class OtherAnswer
    {
        public float Copy { get; set; }
    }
}

using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace SeNetMl.MicrosoftML.Tests.Models;

public class PredictionEngineTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    private static ITransformer Model(string output = "Out") => s_ml.Transforms.Conversion.MapValueToKey("Key", "Text")
        .Append(s_ml.Transforms.Conversion.MapKeyToValue(output, "Key"))
        .Fit(s_ml.Data.LoadFromEnumerable([new Input { Text = "a" }, new Input { Text = "b" }]));

    [Fact]
    public void Predict_Example_GoesThroughTheModel()
    {
        using var sut = s_ml.Model.CreatePredictionEngine<Input, Output>(Model());
        var reused = new Output();

        sut.Predict(new Input { Text = "b" }, ref reused);

        Assert.Equal("a", sut.Predict(new Input { Text = "a" }).Out);
        Assert.Equal(("b", 2u), (reused.Out, reused.Key));
        Assert.Equal("", sut.Predict(new Input { Text = "c" }).Out);
        Assert.Equal(["Text: String", "Key: Key<UInt32, 0-1> {KeyValues}", "Out: String"], Rows.Columns(sut.OutputSchema));
    }

    [Fact]
    public void CreatePredictionEngine_MissingColumn_ThrowsIfNotIgnored()
    {
        using var ignoring = s_ml.Model.CreatePredictionEngine<Input, Output>(Model("Other"));

        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => s_ml.Model.CreatePredictionEngine<Input, Output>(Model("Other"), ignoreMissingColumns: false));

        Assert.Null(ignoring.Predict(new Input { Text = "a" }).Out);
        Assert.Equal("Could not find  column 'Out' (Parameter 'Schema')", exception.Message);
    }

    [Fact]
    public void Predict_Null_Throws()
    {
        using var sut = s_ml.Model.CreatePredictionEngine<Input, Output>(Model());

        var exception = Assert.Throws<ArgumentNullException>(() => sut.Predict(null!));

        Assert.Equal("Value cannot be null. (Parameter 'example')", exception.Message);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void Dispose_OwnedTransformer_IsDisposed(bool owns, int expected)
    {
        var model = new DisposableTransformer(Model());

        s_ml.Model.CreatePredictionEngine<Input, Output>(model, new PredictionEngineOptions { OwnsTransformer = owns }).Dispose();

        Assert.Equal(expected, model.Disposals);
    }

    [Fact]
    public async Task Predict_EightThreadsWithAnEngineEach_AgreeWithOne()
    {
        var model = Model();
        string[] texts = ["a", "b", "c", "", "a"];
        using var single = s_ml.Model.CreatePredictionEngine<Input, Output>(model, new PredictionEngineOptions { OwnsTransformer = false });
        var expected = texts.Select(text => single.Predict(new Input { Text = text }).Out).ToArray();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            using var engine = s_ml.Model.CreatePredictionEngine<Input, Output>(model, new PredictionEngineOptions { OwnsTransformer = false });
            return Enumerable.Range(0, 1000).Select(i => engine.Predict(new Input { Text = texts[i % texts.Length] }).Out).ToArray();
        })));

        Assert.All(answers, answer => Assert.Equal(Enumerable.Range(0, 1000).Select(i => expected[i % texts.Length]), answer));
    }

    [Fact]
    public void Predict_TrivialPipeline_TakesAtMost20MicrosecondsAndDoesNotGrow()
    {
        using var sut = s_ml.Model.CreatePredictionEngine<Input, Output>(Model());
        var (input, output) = (new Input { Text = "b" }, new Output());
        for (int i = 0; i < 20_000; i++)
            sut.Predict(input, ref output);
        const int Calls = 50_000;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        // The best of several: other work shares the machine.
        double best = Enumerable.Range(0, 5).Min(_ =>
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Calls; i++)
                sut.Predict(input, ref output);
            return Stopwatch.GetElapsedTime(start).TotalMicroseconds / Calls;
        });

        Assert.True(best <= 20, $"{best:F2} µs per call");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - allocated < 5 * Calls * 200, "more than the strings that it gives out");
    }

    private sealed class Input
    {
        public string Text { get; set; } = "";
    }

    private sealed class Output
    {
        public uint Key { get; set; }

        public string? Out { get; set; }
    }

    private sealed class DisposableTransformer(ITransformer inner) : ITransformer, IDisposable
    {
        public int Disposals { get; private set; }

        public bool IsRowToRowMapper => inner.IsRowToRowMapper;

        public void Dispose() => Disposals++;

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inner.GetOutputSchema(inputSchema);

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => inner.GetRowToRowMapper(inputSchema);

        public void Save(ModelSaveContext ctx) => inner.Save(ctx);

        public IDataView Transform(IDataView input) => inner.Transform(input);
    }
}

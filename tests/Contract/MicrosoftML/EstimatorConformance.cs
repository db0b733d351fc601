using Microsoft.ML;

namespace SeNetMl.Contract.Tests.MicrosoftML;

/// <summary>What every estimator must do, whatever it learns.</summary>
internal static class EstimatorConformance
{
    /// <summary>Schema promised = delivered; save, load: same rows; cursors side by side; only the columns that are asked for.</summary>
    /// <param name="ml">Where models are saved.</param>
    /// <param name="estimator">The estimator.</param>
    /// <param name="data">What it learns from.</param>
    /// <param name="tolerance">How far numbers of single rows may be from those of whole views: batches round otherwise.</param>
    public static void Check(MLContext ml, IEstimator<ITransformer> estimator, IDataView data, double tolerance = 0)
    {
        var promised = estimator.GetOutputSchema(SchemaShape.Create(data.Schema));
        var model = estimator.Fit(data);
        var result = model.Transform(data);
        CheckSchema(promised, model, data, result);
        CheckSaved(ml, model, data, Rows.Of(result));
        CheckSideBySide(result);
        CheckEachColumnAlone(result);
        CheckRowMapper(model, data, result, tolerance);
        CheckCursorRules(result);
    }

    /// <summary>A missing column and a wrong type fail in the genuine wording: asked for the schema, fitted, and once fitted.</summary>
    public static void CheckMismatch(IEstimator<ITransformer> estimator, IDataView good, IDataView bad, string expected)
    {
        var model = estimator.Fit(good);
        var shape = Assert.ThrowsAny<Exception>(() => estimator.GetOutputSchema(SchemaShape.Create(bad.Schema)));
        var fit = Assert.ThrowsAny<Exception>(() => estimator.Fit(bad));
        var schema = Assert.ThrowsAny<Exception>(() => model.GetOutputSchema(bad.Schema));
        var transform = Assert.ThrowsAny<Exception>(() => model.Transform(bad));
        Assert.Equal([expected, expected, expected, expected], [shape.Message, fit.Message, schema.Message, transform.Message]);
    }

    private static void CheckSchema(SchemaShape promised, ITransformer model, IDataView data, IDataView result)
    {
        var delivered = SchemaShape.Create(result.Schema);
        Assert.Equal(Rows.Columns(model.GetOutputSchema(data.Schema)), Rows.Columns(result.Schema));
        Assert.Equal(promised.Select(column => column.Name).Order(), delivered.Select(column => column.Name).Order());
        foreach (var column in delivered)
        {
            Assert.True(promised.TryFindColumn(column.Name, out var own));
            Assert.Equal(own.GetTypeString(), column.GetTypeString());
            Assert.True(own.Annotations.All(annotation => column.Annotations.TryFindColumn(annotation.Name, out _)),
                $"{column.Name}: an annotation that was promised is missing");
        }
    }

    private static void CheckSaved(MLContext ml, ITransformer model, IDataView data, string[] expected)
    {
        using var stream = new MemoryStream();
        ml.Model.Save(model, data.Schema, stream);
        var loaded = new MLContext().Model.Load(stream, out var schema);
        using var disposable = loaded as IDisposable;
        Assert.Equal(Rows.Columns(data.Schema), Rows.Columns(schema));
        Assert.Equal(expected, Rows.Of(loaded.Transform(data)));
    }

    private static void CheckSideBySide(IDataView result)
    {
        var columns = result.Schema.ToArray();
        using var first = result.GetRowCursor(columns);
        using var second = result.GetRowCursor(columns);
        using var rows1 = Rows.Of(first, columns).GetEnumerator();
        using var rows2 = Rows.Of(second, columns).GetEnumerator();
        var expected = Rows.Of(result);
        foreach (string row in expected)
        {
            Assert.True(rows1.MoveNext() && rows2.MoveNext());
            Assert.Equal([row, row], [rows1.Current, rows2.Current]);
        }
        var set = result.GetRowCursorSet(columns, 4);
        Assert.Equal(expected.Order(), set.SelectMany(cursor => Rows.Of(cursor, columns).ToArray()).Order());
    }

    private static void CheckEachColumnAlone(IDataView result)
    {
        var whole = Rows.Of(result).Select(row => row.Split(" | ")).ToArray();
        foreach (var column in result.Schema)
        {
            using var cursor = result.GetRowCursor([column]);
            Assert.Equal(result.Schema.Select(other => other.Index == column.Index),
                result.Schema.Select(other => cursor.IsColumnActive(other) && other.Index == column.Index));
            Assert.Equal(whole.Select(row => row[column.Index]), Rows.Of(cursor, [column]));
        }
    }

    private static void CheckRowMapper(ITransformer model, IDataView data, IDataView result, double tolerance)
    {
        Assert.True(model.IsRowToRowMapper);
        var mapper = model.GetRowToRowMapper(data.Schema);
        Assert.Equal(Rows.Columns(result.Schema), Rows.Columns(mapper.OutputSchema));
        using var cursor = data.GetRowCursor(mapper.GetDependencies(mapper.OutputSchema));
        using var row = mapper.GetRow(cursor, mapper.OutputSchema);
        var texts = mapper.OutputSchema.Select(column => Rows.Text(row, column)).ToArray();
        var rows = new List<string>();
        while (cursor.MoveNext())
            rows.Add(string.Join(" | ", texts.Select(text => text())));
        AssertClose(Rows.Of(result), rows, tolerance);
    }

    private static void AssertClose(string[] expected, List<string> got, double tolerance)
    {
        Assert.Equal(expected.Length, got.Count);
        var pairs = expected.SelectMany(Words).Zip(got.SelectMany(Words)).ToArray();
        Assert.All(pairs, pair => Assert.True(pair.First == pair.Second || Math.Abs(Number(pair.First) - Number(pair.Second)) <= tolerance,
            $"expected {pair.First}, got {pair.Second}"));
    }

    private static string[] Words(string row) => row.Split(' ', '[', ']');

    private static double Number(string word) =>
        double.TryParse(word, System.Globalization.CultureInfo.InvariantCulture, out double number) ? number : double.NaN;

    private static void CheckCursorRules(IDataView result)
    {
        using var cursor = result.GetRowCursor([]);
        Assert.Equal(-1, cursor.Position);
        for (long position = 0; cursor.MoveNext(); position++)
            Assert.Equal(position, cursor.Position);
        Assert.Equal(-1, cursor.Position);
        Assert.False(cursor.MoveNext());
    }
}

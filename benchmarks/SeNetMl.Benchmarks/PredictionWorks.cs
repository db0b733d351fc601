using Microsoft.ML;

namespace SeNetMl.Benchmarks;

/// <summary>What a prediction costs where the model itself does next to nothing: a text to its key and back.</summary>
internal static class PredictionWorks
{
    internal static Action Predict()
    {
        var ml = new MLContext(seed: 1);
        var model = ml.Transforms.Conversion.MapValueToKey("Key", nameof(Question.Text))
            .Append(ml.Transforms.Conversion.MapKeyToValue(nameof(Answer.Back), "Key"))
            .Fit(ml.Data.LoadFromEnumerable([new Question { Text = "rose" }, new Question { Text = "tulip" }]));
        var engine = ml.Model.CreatePredictionEngine<Question, Answer>(model);
        var question = new Question { Text = "tulip" };
        return () => engine.Predict(question);
    }

    private sealed class Question
    {
        public string Text { get; set; } = "";
    }

    private sealed class Answer
    {
        public string? Back { get; set; }
    }
}

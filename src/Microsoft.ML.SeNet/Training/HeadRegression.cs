using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// Multinomial logistic regression from features to classes: what the fully connected layer of a frozen network is, solved and not
/// trained. Lowers mean cross-entropy + λ/2 · ‖W‖² over features that are centered and divided by their common root mean square, so that
/// nothing hangs on the scale that a network gives its features. λ is the one of <see cref="Strengths"/> with the lowest cross-entropy in
/// cross-validation.
/// </summary>
internal sealed class HeadRegression
{
    /// <summary>λ, the strongest first.</summary>
    internal static readonly double[] Strengths = [3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003];

    private const int Folds = 5;

    /// <summary>From so many pictures on one fold tells enough, and the others would take long.</summary>
    private const int OneFoldIsEnough = 20_000;

    private readonly int[] _labels;
    private readonly int _classes;
    private readonly double[]? _classWeights;
    private readonly Action _checkAlive;

    /// <param name="labels">N classes, from 0.</param>
    /// <param name="classes">K.</param>
    /// <param name="classWeights">How much the loss of a class counts; null where all count alike.</param>
    /// <param name="checkAlive">Throws when the work is to end.</param>
    internal HeadRegression(int[] labels, int classes, double[]? classWeights, Action checkAlive) =>
        (_labels, _classes, _classWeights, _checkAlive) = (labels, classes, classWeights, checkAlive);

    /// <summary>Solves it.</summary>
    /// <param name="features">(N, F) float32 on the CPU; stays as it is.</param>
    /// <returns>The layer, whose tensors are the caller's.</returns>
    internal HeadFit Solve(Tensor features)
    {
        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        var mean = features.mean([0]); // (F)
        var centered = features - mean;
        var scale = 1 / Math.Max(1e-12, Math.Sqrt(centered.square().mean().item<float>()));
        var rows = cat([centered.mul_(scale), ones(features.shape[0], 1)], 1); // (N, F + 1): the last one is for the bias
        var (strength, crossValidation) = Strength(rows);
        var all = Set(rows, [.. Enumerable.Range(0, _labels.Length)]);
        var solved = all.Minimize(zeros(_classes * rows.shape[1]), strength, _checkAlive).view(_classes, -1); // (K, F + 1)
        var training = all.Score(solved);
        var weight = solved.narrow(1, 0, rows.shape[1] - 1) * scale; // (K, F)
        var bias = solved.select(1, rows.shape[1] - 1) - weight.mv(mean); // (K)
        return new HeadFit(weight.MoveToOuterDisposeScope(), bias.MoveToOuterDisposeScope(), strength, training, crossValidation);
    }

    /// <summary>
    /// The best λ by cross-validation, and how good it was: from the strongest on, for as long as the loss falls. The middle one where no
    /// class has two pictures.
    /// </summary>
    private (double Strength, HeadScore? CrossValidation) Strength(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var folds = FoldsOf(rows);
        (double Strength, HeadScore? Score) best = (Strengths[Strengths.Length / 2], null);
        var heads = folds.Select(_ => zeros(_classes * rows.shape[1])).ToArray();
        foreach (var strength in folds.Count > 0 ? Strengths : [])
        {
            var scores = new List<HeadScore>();
            for (var fold = 0; fold < folds.Count; fold++)
            {
                heads[fold] = folds[fold].Learned.Minimize(heads[fold], strength, _checkAlive);
                scores.Add(folds[fold].HeldOut.Score(heads[fold].view(_classes, -1)));
            }
            var score = HeadScore.Of(scores);
            if (best.Score is { } former && score.Loss >= former.Loss)
                break;
            best = (strength, score);
        }
        return best;
    }

    /// <summary>Of each class every k-th picture is held out of a fold, in their order.</summary>
    private List<(RegressionSet Learned, RegressionSet HeldOut)> FoldsOf(Tensor rows)
    {
        var largest = _labels.CountBy(label => label).Max(item => item.Value);
        var folds = Math.Min(Folds, largest);
        if (folds < 2)
            return [];
        var seen = new int[_classes];
        var foldOf = _labels.Select(label => seen[label]++ % folds).ToArray();
        return [.. Enumerable.Range(0, _labels.Length > OneFoldIsEnough ? 1 : folds).Select(
            fold => (Part(i => i != fold), Part(i => i == fold)))];

        RegressionSet Part(Predicate<int> isIn) => Set(rows, [.. Enumerable.Range(0, _labels.Length).Where(i => isIn(foldOf[i]))]);
    }

    private RegressionSet Set(Tensor rows, int[] chosen) => new(
        chosen.Length == _labels.Length ? rows : rows.index_select(0, tensor(chosen.Select(row => (long)row).ToArray())),
        tensor(chosen.Select(row => (long)_labels[row]).ToArray()),
        tensor(chosen.Select(row => (float)(_classWeights?[_labels[row]] ?? 1)).ToArray()));
}

/// <summary>Rows to learn from or to be scored on.</summary>
/// <param name="Rows">(N, F + 1), the last column ones.</param>
/// <param name="Labels">(N) int64.</param>
/// <param name="Weights">(N): how much each counts.</param>
internal sealed record RegressionSet(Tensor Rows, Tensor Labels, Tensor Weights)
{
    private readonly double _whole = Weights.sum().item<float>();

    /// <summary>The head with the lowest loss, K · (F + 1) numbers.</summary>
    internal Tensor Minimize(Tensor start, double strength, Action checkAlive)
    {
        var width = Rows.shape[1];
        using var scope = NewDisposeScope();
        var picked = functional.one_hot(Labels, start.shape[0] / width).to(ScalarType.Float32); // (N, K)
        var shares = (Weights / _whole).unsqueeze(1); // (N, 1)
        return Lbfgs.Minimize(start, Function, checkAlive).MoveToOuterDisposeScope();

        (double, Tensor) Function(Tensor flat)
        {
            using var inner = NewDisposeScope();
            var head = flat.view(-1, width); // (K, F + 1)
            var logProbabilities = functional.log_softmax(Rows.mm(head.t()), 1); // (N, K)
            var penalized = head.clone();
            penalized.select(1, width - 1).zero_(); // all but the bias
            var loss = -(logProbabilities * picked * shares).sum(ScalarType.Float64).item<double>()
                + (strength / 2 * penalized.square().sum(ScalarType.Float64).item<double>());
            var gradient = ((logProbabilities.exp() - picked) * shares).t().mm(Rows).add_(penalized, alpha: strength); // (K, F + 1)
            return (loss, gradient.view(-1).MoveToOuterDisposeScope());
        }
    }

    /// <summary>How good a head (K, F + 1) is here.</summary>
    internal HeadScore Score(Tensor head)
    {
        using var scope = NewDisposeScope();
        var logits = Rows.mm(head.t()); // (N, K)
        var losses = functional.cross_entropy(logits, Labels, reduction: Reduction.None) * Weights; // (N)
        return new HeadScore(losses.sum(ScalarType.Float64).item<double>() / _whole, TrainingStep.Hits(logits, Labels), Rows.shape[0]);
    }
}

/// <summary>How good a head is on some pictures.</summary>
/// <param name="Loss">Mean cross-entropy.</param>
/// <param name="Correct">How many answers were right.</param>
/// <param name="Count">Of how many.</param>
internal sealed record HeadScore(double Loss, long Correct, long Count)
{
    internal double Accuracy => (double)Correct / Count;

    /// <summary>That of several sets together.</summary>
    internal static HeadScore Of(IReadOnlyCollection<HeadScore> parts)
    {
        var count = parts.Sum(part => part.Count);
        return new HeadScore(parts.Sum(part => part.Loss * part.Count) / count, parts.Sum(part => part.Correct), count);
    }
}

/// <summary>A fully connected layer that was solved for.</summary>
/// <param name="Weight">(K, F); the caller's.</param>
/// <param name="Bias">(K); the caller's.</param>
/// <param name="Strength">λ.</param>
/// <param name="Training">How good it is on what it was learned from.</param>
/// <param name="CrossValidation">
/// How good such layers are on pictures that they were not learned from; null where there are too few to tell.
/// </param>
internal sealed record HeadFit(Tensor Weight, Tensor Bias, double Strength, HeadScore Training, HeadScore? CrossValidation);

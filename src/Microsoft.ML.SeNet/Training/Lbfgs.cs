using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// L-BFGS (Liu, Nocedal, https://doi.org/10.1007/BF01589116): minimizes a smooth convex function of many numbers, each step along a
/// direction that the last few gradients tell, its length halved until the function falls as it should (Armijo). For whole data sets; what
/// learns from batches is an <see cref="Optimizer"/>. (TorchSharp's own has no line search.)
/// </summary>
internal static class Lbfgs
{
    private const int Remembered = 10;
    private const int MostIterations = 300;
    private const int MostHalvings = 25;
    private const double SufficientDecrease = 1e-4;

    /// <summary>The gradient is short enough at this share of its first length.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Minimizes a function.</summary>
    /// <param name="start">Where to begin; stays as it is.</param>
    /// <param name="function">Value and gradient at a point; the gradient is the caller's own.</param>
    /// <param name="checkAlive">Throws when the work is to end; called before each evaluation.</param>
    /// <returns>The point that was found; the caller's.</returns>
    internal static Tensor Minimize(Tensor start, Func<Tensor, (double Value, Tensor Gradient)> function, Action checkAlive)
    {
        using var scope = NewDisposeScope();
        var history = new Queue<(Tensor Step, Tensor Change)>();
        var at = start.clone();
        var (value, gradient) = function(at);
        var enough = Tolerance * Math.Max(1e-3, Norm(gradient));
        for (var iteration = 0; iteration < MostIterations && Norm(gradient) > enough; iteration++)
        {
            var direction = Direction(gradient, history);
            var first = history.Count == 0 ? Math.Min(1, 1 / Norm(gradient)) : 1;
            if (Search(at, value, Dot(direction, gradient), direction, first, function, checkAlive) is not { } next)
                break; // no lower point that numbers of this precision can tell apart
            Remember(history, next.At - at, next.Gradient - gradient);
            (at, value, gradient) = next;
        }
        return at.MoveToOuterDisposeScope();
    }

    private static void Remember(Queue<(Tensor Step, Tensor Change)> history, Tensor step, Tensor change)
    {
        if (Dot(step, change) <= 0)
            return; // rounding: a convex function's gradients grow along a step
        if (history.Count == Remembered)
            history.Dequeue();
        history.Enqueue((step, change));
    }

    /// <summary>The two loops of Nocedal's recursion: minus the inverse Hessian, as far as it is known, times the gradient.</summary>
    private static Tensor Direction(Tensor gradient, Queue<(Tensor Step, Tensor Change)> history)
    {
        var direction = -gradient;
        var known = history.Reverse().Select(pair => (pair.Step, pair.Change, Scale: 1 / Dot(pair.Step, pair.Change))).ToList();
        var shares = new Stack<double>();
        foreach (var (step, change, scale) in known)
        {
            shares.Push(scale * Dot(step, direction));
            direction.add_(change, alpha: -shares.Peek());
        }
        if (known is [var last, ..])
            direction.mul_(1 / (last.Scale * Dot(last.Change, last.Change)));
        foreach (var (step, change, scale) in Enumerable.Reverse(known))
            direction.add_(step, alpha: shares.Pop() - (scale * Dot(change, direction)));
        return direction;
    }

    private static (Tensor At, double Value, Tensor Gradient)? Search(Tensor at, double value, double slope, Tensor direction, double first,
        Func<Tensor, (double Value, Tensor Gradient)> function, Action checkAlive)
    {
        var length = first;
        for (var halvings = 0; halvings < MostHalvings; halvings++, length /= 2)
        {
            checkAlive();
            var next = at.add(direction, alpha: length);
            var (there, gradient) = function(next);
            if (there <= value + (SufficientDecrease * length * slope) && there < value)
                return (next, there, gradient);
        }
        return null;
    }

    private static double Dot(Tensor one, Tensor other) => one.dot(other).item<float>();

    private static double Norm(Tensor vector) => Math.Sqrt(Dot(vector, vector));
}

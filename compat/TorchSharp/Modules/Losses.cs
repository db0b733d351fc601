using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    /// <summary>A module that compares two things.</summary>
    public abstract class Loss<T1, T2, TResult> : Module<T1, T2, TResult>
    {
        public Loss(Reduction reduction = Reduction.Mean) : base("Loss") => this.reduction = reduction;

        public Reduction reduction { get; }
    }

    /// <summary>A loss in which some classes or elements weigh more. The weight is neither moved nor disposed with the module.</summary>
    public abstract class WeightedLoss<T1, T2, TResult> : Loss<T1, T2, TResult>
    {
        public WeightedLoss(torch.Tensor? weight = null, Reduction reduction = Reduction.Mean) : base(reduction) => this.weight = weight;

        public torch.Tensor? weight { get; }
    }

    namespace Modules
    {
        /// <summary>Scores (N, K, …) against classes (N, …) or probabilities (N, K, …).</summary>
        public sealed class CrossEntropyLoss : WeightedLoss<torch.Tensor, torch.Tensor, torch.Tensor>
        {
            public CrossEntropyLoss(torch.Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean, double label_smoothing = 0) : base(weight, reduction) =>
                (this.ignore_index, this.label_smoothing) = (ignore_index, label_smoothing);

            public long? ignore_index { get; }

            public double label_smoothing { get; }

            public override torch.Tensor forward(torch.Tensor input, torch.Tensor target) =>
                functional.cross_entropy(input, target, weight, ignore_index ?? -100, reduction, label_smoothing);
        }

        /// <summary>Log-probabilities (N, K, …) against classes (N, …).</summary>
        public sealed class NLLLoss(torch.Tensor? weight = null, Reduction reduction = Reduction.Mean)
            : WeightedLoss<torch.Tensor, torch.Tensor, torch.Tensor>(weight, reduction)
        {
            public override torch.Tensor forward(torch.Tensor input, torch.Tensor target) => functional.nll_loss(input, target, weight, reduction);
        }

        /// <summary>Squared differences.</summary>
        public sealed class MSELoss(Reduction reduction = Reduction.Mean) : Loss<torch.Tensor, torch.Tensor, torch.Tensor>(reduction)
        {
            public override torch.Tensor forward(torch.Tensor input, torch.Tensor target) => functional.mse_loss(input, target, reduction);
        }

        /// <summary>Absolute differences.</summary>
        public sealed class L1Loss(Reduction reduction = Reduction.Mean) : Loss<torch.Tensor, torch.Tensor, torch.Tensor>(reduction)
        {
            public override torch.Tensor forward(torch.Tensor input, torch.Tensor target) => functional.l1_loss(input, target, reduction);
        }

        /// <summary>Scores against probabilities of yes, each on its own.</summary>
        public sealed class BCEWithLogitsLoss(torch.Tensor? weight = null, Reduction reduction = Reduction.Mean, torch.Tensor? pos_weights = null)
            : WeightedLoss<torch.Tensor, torch.Tensor, torch.Tensor>(weight, reduction)
        {
            public torch.Tensor? pos_weights { get; } = pos_weights;

            public override torch.Tensor forward(torch.Tensor input, torch.Tensor target) =>
                functional.binary_cross_entropy_with_logits(input, target, weight, reduction, pos_weights);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static CrossEntropyLoss CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean) =>
                new(weight, ignore_index, reduction);

            public static NLLLoss NLLLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);

            public static MSELoss MSELoss(Reduction reduction = Reduction.Mean) => new(reduction);

            public static L1Loss L1Loss(Reduction reduction = Reduction.Mean) => new(reduction);

            public static BCEWithLogitsLoss BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                new(weight, reduction, pos_weights);
        }
    }
}

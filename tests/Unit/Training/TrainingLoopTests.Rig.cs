using Microsoft.ML.SeNet.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Training;

/// <content>What the tests train.</content>
public partial class TrainingLoopTests
{
    /// <summary>A loop around one layer that starts at zero, whose validation has as many hits as one likes.</summary>
    private sealed class Rig : ITrainingObserver, IDisposable
    {
        private readonly TrainingLoopTests _test;
        private readonly Linear _layer = nn.Linear(1, 2);
        private readonly Optimizer _optimizer;
        private readonly TrainingLoss _loss;
        private readonly Tensor _pixels = tensor((byte[])[1, 2, 3, 4], [4, 1, 1, 1]);
        private readonly Tensor _labels = tensor((long[])[0, 1, 1, 1]);
        private readonly int[]? _hits;
        private readonly Func<Tensor, Tensor> _change;
        private MixedLabels? _mixed;
        private bool _validates;

        internal Rig(
            TrainingLoopTests test, TrainingSettings settings, int[]? hits, Func<Tensor, Tensor>? forward = null, double rate = 0.1)
        {
            (_test, _hits, _change) = (test, hits, forward ?? (logits => logits));
            using (no_grad())
            using (NewDisposeScope())
            {
                foreach (var parameter in _layer.parameters())
                    parameter.zero_();
            }
            _optimizer = new Sgd(_layer.named_parameters().Select(item => new TrainedParameter(item.name, item.parameter)), 0, false, 0);
            _loss = new TrainingLoss(settings.Options.LabelSmoothing, null, CPU);
            Average = settings.Options.EmaDecay > 0 ? new WeightAverage(_layer, settings.Options.EmaDecay) : null;
            Loop = new TrainingLoop(
                new TrainingParts
                {
                    Step = new TrainingStep
                    {
                        Options = settings.Options,
                        Forward = Forward,
                        Network = _layer,
                        Computing = new OwnComputation(_layer),
                        Device = CPU,
                        Optimizer = _optimizer,
                        Loss = _loss,
                    },
                    Average = Average,
                    Head = settings.Options.Backbone == BackboneTraining.Full ? null : SolveHead,
                    Schedule = new CosineSchedule(rate, rate, 0, 100),
                    Batches = (_, first) =>
                        Enumerable.Range(first, StepsPerEpoch - first).Select(_ => new Batch(_pixels, _labels, Mixed())),
                    StepsPerEpoch = StepsPerEpoch,
                    Validation = hits is null ? null : Validation,
                    Observer = this,
                },
                settings, State, Best);
        }

        internal TrainingLoop Loop { get; }

        internal TrainingState State { get; } = new();

        internal BestWeights Best { get; } = new();

        internal List<float[]> WeightsAfter { get; } = [];

        internal List<float[]> AveragesAfter { get; } = [];

        /// <summary>What the layer's weights are while they are validated.</summary>
        internal List<float[]> Validated { get; } = [];

        internal WeightAverage? Average { get; }

        internal float[] FirstStep { get; private set; } = [];

        internal float ValidationFactor { get; set; } = 1;

        /// <summary>The partners' classes; empty where nothing is mixed.</summary>
        internal long[] Partners { get; set; } = [];

        internal float OwnWeight { get; set; }

        /// <summary>Whether the first number of hits is that of the solved head.</summary>
        internal bool IsHeadValidated { get; set; }

        /// <summary>The step whose gradients are endless though its loss is not.</summary>
        internal int? FailFrom { get; set; }

        public void BeforeStep(TrainingState state) => _test._events.Add($"before {state.Step}");

        public void AfterStep(TrainingState state, double learningRate)
        {
            _test._events.Add($"after {state.Step}");
            if (FirstStep.Length == 0)
                FirstStep = Values(_layer.state_dict().Values);
        }

        public void AfterValidationBatch(TrainingState state, long pictures)
        {
            _validates = false;
            _test._events.Add($"validated {pictures}");
        }

        public void AfterHead(TrainingState state)
        {
            _test._events.Add("head");
            AveragesAfter.Add(Values(Average?.State.Select(item => item.Tensor) ?? []));
        }

        public void AfterEpoch(TrainingState state)
        {
            _test._events.Add("epoch");
            WeightsAfter.Add(Values(_layer.state_dict().Values));
            AveragesAfter.Add(Values(Average?.State.Select(item => item.Tensor) ?? []));
        }

        public void Dispose()
        {
            _layer.Dispose();
            _optimizer.Dispose();
            _loss.Dispose();
            Average?.Dispose();
            _pixels.Dispose();
            _labels.Dispose();
            _mixed?.Partners.Dispose();
            _mixed?.OwnWeights.Dispose();
            Best.Dispose();
        }

        private SolvedHead SolveHead()
        {
            using var untracked = no_grad();
            _layer.weight!.fill_(1);
            return new SolvedHead(new EpochMetrics(0, 0.25, 0.75, 0, null, null), 0.1, 0.5, 0.625);
        }

        private MixedLabels? Mixed()
        {
            if (Partners.Length == 0)
                return null;
            _mixed ??= new MixedLabels(tensor(Partners), tensor((float[])[OwnWeight, OwnWeight, OwnWeight, OwnWeight]));
            return _mixed;
        }

        private Tensor Forward(Tensor pixels)
        {
            if (_validates)
                return nn.functional.one_hot(zeros(4, int64), 2).to_type(ScalarType.Float32) * ValidationFactor; // always the first class
            using var input = pixels.view(4, 1).to_type(ScalarType.Float32);
            var logits = _change(_layer.call(input));
            // Finite logits whose gradient, times the rate, is not.
            return FailFrom is { } step && State.Step + 1 >= step ? logits.sub(logits.detach()).mul(1e20f).add(zeros(4, 2)) : logits;
        }

        private IEnumerable<Batch> Validation()
        {
            _validates = true;
            Validated.Add(Values(_layer.state_dict().Values));
            var hits = _hits![State.Epoch + (IsHeadValidated && State.Head is not null ? 1 : 0)];
            using var labels = tensor([.. Enumerable.Range(0, 4).Select(i => i < hits ? 0L : 1L)]);
            yield return new Batch(_pixels, labels);
        }
    }
}

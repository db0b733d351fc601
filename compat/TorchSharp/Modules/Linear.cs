using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>A weighted sum and a bias: (…, in) → (…, out).</summary>
        public sealed class Linear : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            [ComponentName(Name = nameof(bias))]
            private Parameter? _bias;

            [ComponentName(Name = nameof(weight))]
            private Parameter? _weight;

            internal Linear(long inputSize, long outputSize, bool hasBias, torch.Device? device, torch.ScalarType? dtype) : base(nameof(Linear))
            {
                weight = new Parameter(torch.empty([outputSize, inputSize], dtype, device));
                if (hasBias)
                    bias = new Parameter(torch.empty(outputSize, dtype, device));
                InitialWeights.DrawLikePyTorch(weight, bias);
            }

            /// <summary>(out, in). Setting disposes the old one and takes the new one out of its dispose scope.</summary>
            public Parameter weight
            {
                get => _weight!;
                set
                {
                    if (ReferenceEquals(value, _weight))
                        return;
                    _weight?.Dispose();
                    _weight = (Parameter)value.DetachFromDisposeScope();
                    ConditionallyRegisterParameter(nameof(weight), _weight);
                }
            }

            public Parameter? bias
            {
                get => _bias;
                set
                {
                    _bias?.Dispose();
                    _bias = (Parameter?)value?.DetachFromDisposeScope();
                    ConditionallyRegisterParameter(nameof(bias), _bias);
                }
            }

            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.linear(tensor, _weight!, _bias);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);
        }
    }
}

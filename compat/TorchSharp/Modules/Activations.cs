using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>max(x, 0).</summary>
        public sealed class ReLU : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly bool _inplace;

            internal ReLU(bool inplace) : base(nameof(ReLU)) => _inplace = inplace;

            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.relu(tensor, _inplace);
        }

        /// <summary>1 / (1 + e⁻ˣ).</summary>
        public sealed class Sigmoid : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            internal Sigmoid() : base(nameof(Sigmoid))
            {
            }

            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.sigmoid(tensor);
        }

        public sealed class Tanh : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            internal Tanh() : base(nameof(Tanh))
            {
            }

            public override string GetName() => nameof(Tanh);

            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.tanh(tensor);
        }

        /// <summary>x · sigmoid(x).</summary>
        public sealed class SiLU : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            internal SiLU() : base(nameof(SiLU))
            {
            }

            public override string GetName() => nameof(SiLU);

            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.silu(tensor);
        }

        /// <summary>x · Φ(x), with the exact normal distribution.</summary>
        public sealed class GELU : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            internal GELU() : base(nameof(GELU))
            {
            }

            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.gelu(tensor);
        }

        /// <summary>Exponentials that sum to one along a dimension.</summary>
        public sealed class Softmax : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly long _dim;

            internal Softmax(long dim) : base(nameof(Softmax)) => _dim = dim;

            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.softmax(tensor, _dim);
        }

        public sealed class LogSoftmax : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly long _dim;

            internal LogSoftmax(long dim) : base(nameof(LogSoftmax)) => _dim = dim;

            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.log_softmax(tensor, _dim);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static ReLU ReLU(bool inplace = false) => new(inplace);

            public static Sigmoid Sigmoid() => new();

            public static Tanh Tanh() => new();

            public static SiLU SiLU() => new();

            public static GELU GELU() => new();

            public static Softmax Softmax(long dim) => new(dim);

            public static LogSoftmax LogSoftmax(long dim) => new(dim);
        }
    }
}

using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>The input, as a second tensor object over the same memory.</summary>
        public sealed class Identity : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            internal Identity() : base(nameof(Identity))
            {
            }

            public override torch.Tensor forward(torch.Tensor tensor) => tensor.alias();
        }

        /// <summary>In training zeroes elements by chance and scales up the others; else passes its input on.</summary>
        public sealed class Dropout : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly double _p;
            private readonly bool _inplace;

            internal Dropout(double p, bool inplace) : base(nameof(Dropout)) => (_p, _inplace) = (p, inplace);

            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.dropout(tensor, _p, training, _inplace);
        }

        /// <summary>Joins dimensions: (N, C, H, W) → (N, C·H·W) by default.</summary>
        public sealed class Flatten : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly long _start;
            private readonly long _end;

            internal Flatten(long start, long end) : base(nameof(Flatten)) => (_start, _end) = (start, end);

            public override torch.Tensor forward(torch.Tensor _input) => _input.flatten(_start, _end);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Identity Identity() => new();

            public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

            public static Flatten Flatten(long _start_dim = 1, long _end_dim = -1) => new(_start_dim, _end_dim);
        }
    }
}

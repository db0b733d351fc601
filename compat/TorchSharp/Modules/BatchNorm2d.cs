using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Normalises each channel of (N, C, H, W).</summary>
        public sealed class BatchNorm2d : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly BatchNormState _state;

            internal BatchNorm2d(long features, double eps, double momentum, bool affine, bool tracks, torch.Device? device, torch.ScalarType? dtype) : base(nameof(BatchNorm2d)) =>
                _state = new(this, features, eps, momentum, affine, tracks, device, dtype);

            private protected override void OnMoved() => _state.TakeFrom(this);

            public override torch.Tensor forward(torch.Tensor input) => input.ndim == 4
                ? _state.Normalize(input, training)
                : throw new ArgumentException($"expected 4D input, but got {input.ndim}D input.");
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static BatchNorm2d BatchNorm2d(long _features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}

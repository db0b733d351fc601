using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // Whether operations are recorded for autograd. Each gives a bracket to dispose.
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => AutogradNative.GradMode;

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => AutogradNative.IsInferenceMode;

    private sealed class GradMode : IDisposable
    {
        private readonly bool _before = AutogradNative.GradMode;

        internal GradMode(bool enabled) => AutogradNative.GradMode = enabled;

        public void Dispose() => AutogradNative.GradMode = _before;
    }

    private sealed class InferenceMode(bool enabled) : IDisposable
    {
        private IntPtr _guard = AutogradNative.EnterInferenceMode(enabled);

        public void Dispose()
        {
            if (_guard == IntPtr.Zero)
                return;
            AutogradNative.LeaveInferenceMode(_guard);
            _guard = IntPtr.Zero;
        }
    }
}

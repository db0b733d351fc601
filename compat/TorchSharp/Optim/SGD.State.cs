namespace TorchSharp.Modules;

public partial class SGD
{
    /// <summary>The velocity of one parameter; null before its first step and without momentum.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        public torch.Tensor momentum_buffer = null!;

        public State(Parameter parameter) : base(parameter)
        {
        }

        public override void Initialize(OptimizerOptions options) => Dispose();

        public override void SaveStateDict(BinaryWriter writer) => SaveConditionalStateTensor(writer, momentum_buffer);

        public override void LoadStateDict(BinaryReader reader) => LoadConditionalStateTensor(reader, ref momentum_buffer, _parameter.device);

        public override void LoadStateDict(OptimizerState source) => Copy(ref momentum_buffer, ((State)source).momentum_buffer);

        public override bool ApproximatelyEquals(OptimizerState other) => other is State state && Close(momentum_buffer, state.momentum_buffer);

        public override void to(torch.Device device) => momentum_buffer = Moved(momentum_buffer, device);

        public void Dispose()
        {
            momentum_buffer?.Dispose();
            momentum_buffer = null!;
        }
    }
}

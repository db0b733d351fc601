namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter. Its tensors belong to no dispose scope.</summary>
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    public abstract void Initialize(OptimizerOptions options);

    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    public abstract void LoadStateDict(OptimizerState source);

    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    public virtual void to(torch.Device device)
    {
    }

    protected static void SaveConditionalStateTensor(BinaryWriter writer, torch.Tensor? tensor)
    {
        writer.Write(tensor is not null);
        tensor?.Save(writer);
    }

    protected static void LoadConditionalStateTensor(BinaryReader reader, ref torch.Tensor result, torch.Device device)
    {
        var loaded = reader.ReadBoolean() ? Moved(TensorExtensionMethods.Load(reader), device) : null!;
        result?.Dispose();
        result = loaded;
    }

    /// <summary>A tensor that outlives the scope in which it was made.</summary>
    private protected static torch.Tensor Kept(torch.Tensor tensor) => tensor.DetachFromDisposeScope();

    /// <summary>The tensor on another device, in its place; null stays null.</summary>
    private protected static torch.Tensor Moved(torch.Tensor? tensor, torch.Device device) =>
        tensor is null ? null! : Kept(tensor.to(device, disposeAfter: true));

    /// <summary>A copy of another state's tensor in place of ours; null stays null.</summary>
    private protected void Copy(ref torch.Tensor mine, torch.Tensor? other)
    {
        var copy = other is null ? null! : Kept(other.to(_parameter.device, copy: true));
        mine?.Dispose();
        mine = copy;
    }

    private protected static bool Close(torch.Tensor? mine, torch.Tensor? other) =>
        mine is null || other is null ? ReferenceEquals(mine, other) : mine.allclose(other);
}

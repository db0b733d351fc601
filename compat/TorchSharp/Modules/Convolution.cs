using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>What convolutions share: weight and bias, their first values as PyTorch draws them, and padding.</summary>
public abstract class Convolution : torch.nn.Module<torch.Tensor, torch.Tensor>
{
    private readonly long[] _noPadding;

    /// <summary>Amounts for <c>functional.pad</c>, last dimension first.</summary>
    private readonly long[] _border;

    [ComponentName(Name = "bias")]
    private Parameter? _bias;

    [ComponentName(Name = "weight")]
    private Parameter? _weight;

    private protected Convolution(string name, ConvolutionShape shape, bool bias, torch.Device? device, torch.ScalarType? dtype) : base(name)
    {
        Shape = shape;
        _noPadding = new long[shape.KernelSize.Length];
        _border = shape.Border();
        _weight = Own("weight", torch.empty([shape.OutChannels, shape.InChannels / shape.Groups, .. shape.KernelSize], dtype, device));
        if (bias)
            _bias = Own("bias", torch.empty(shape.OutChannels, dtype, device));
        InitialWeights.DrawLikePyTorch(_weight, _bias);
    }

    private protected ConvolutionShape Shape { get; }

    internal Parameter weight => _weight!;

    internal Parameter? bias => _bias;

    private Parameter Own(string name, torch.Tensor numbers)
    {
        var parameter = new Parameter(numbers);
        parameter.DetachFromDisposeScope();
        register_parameter(name, parameter);
        return parameter;
    }

    protected bool ValidateShape(torch.Tensor input, long dimensions)
    {
        var shape = input.shape;
        return (shape.Length == dimensions + 2 && shape[1] == Shape.InChannels) // (N, C, …)
            || (shape.Length == dimensions + 1 && shape[0] == Shape.InChannels); // (C, …)
    }

    private protected torch.Tensor Convolve(torch.Tensor input)
    {
        if (Shape.Mode != PaddingModes.Zeros)
        {
            using var padded = torch.nn.functional.pad(input, _border, Shape.Mode);
            return torch.nn.functional.conv2d(padded, _weight!, _bias, Shape.Stride, _noPadding, Shape.Dilation, Shape.Groups);
        }
        return Shape.Intent is { } intent
            ? torch.nn.functional.conv2d_padding(input, _weight!, _bias, Shape.Stride, intent, Shape.Dilation, Shape.Groups)
            : torch.nn.functional.conv2d(input, _weight!, _bias, Shape.Stride, Shape.Padding, Shape.Dilation, Shape.Groups);
    }
}

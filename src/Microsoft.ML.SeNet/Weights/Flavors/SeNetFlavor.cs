namespace Microsoft.ML.SeNet;

/// <summary>
/// Whose names and conventions the weights in a foreign file follow. Weights of one flavor in a network of another lose accuracy without
/// any error.
/// </summary>
public enum SeNetFlavor
{
    /// <summary>
    /// timm's <c>seresnet*</c>, <c>seresnext*</c> and <c>senet154</c>: stride in the 3×3 convolution, padded pooling, excitations with
    /// bias.
    /// </summary>
    Timm,

    /// <summary>
    /// Caffe's SENets as ported by Cadene and in timm's <c>legacy_se*</c>: pooling without padding, and in an SE-ResNet the stride in the
    /// first 1×1
    /// convolution. Basic blocks (legacy timm's SE-ResNet-18 and -34) have one more ReLU before squeeze and excitation.
    /// </summary>
    Caffe,

    /// <summary>moskomule/senet.pytorch: as <see cref="Timm"/>, but excitations are fully connected layers without bias.</summary>
    Moskomule,

    /// <summary>
    /// torchvision's plain ResNets and ResNeXts: stride in the 3×3 convolution, padded pooling, no squeeze and excitation.
    /// </summary>
    Torchvision,

    /// <summary>
    /// Plain ResNets for CIFAR whose head is called <c>linear</c>, with parameter-free shortcuts or projections called <c>shortcut</c>.
    /// </summary>
    CifarResNet,
}

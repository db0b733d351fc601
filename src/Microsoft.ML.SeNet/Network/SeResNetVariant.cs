namespace Microsoft.ML.SeNet;

/// <summary>The networks by depth and family; each is plain where squeeze and excitation is switched off.</summary>
public enum SeResNetVariant
{
    /// <summary>Basic blocks, 18 layers (He et al., https://arxiv.org/abs/1512.03385).</summary>
    SeResNet18,

    /// <summary>Basic blocks, 34 layers.</summary>
    SeResNet34,

    /// <summary>Bottleneck blocks, 50 layers.</summary>
    SeResNet50,

    /// <summary>Bottleneck blocks, 101 layers.</summary>
    SeResNet101,

    /// <summary>Bottleneck blocks, 152 layers.</summary>
    SeResNet152,

    /// <summary>Grouped bottlenecks, 50 layers, 32 groups of width 4 (Xie et al., https://arxiv.org/abs/1611.05431).</summary>
    SeResNeXt50,

    /// <summary>Grouped bottlenecks, 101 layers, 32 groups of width 4.</summary>
    SeResNeXt101,

    /// <summary>
    /// SENet-154: grouped bottlenecks, 152 layers, 64 groups of width 4, whose first 1×1 convolution has half the width; three 3×3
    /// convolutions as stem; 3×3 projections (Hu et al., https://arxiv.org/abs/1709.01507, appendix), without the dropout of 0.2 before the
    /// head.
    /// </summary>
    SeNet154,

    /// <summary>For small pictures: 3×3 stem, three stages of widths 16, 32, 64; basic blocks, 20 layers.</summary>
    CifarSeResNet20,

    /// <summary>For small pictures: basic blocks, 32 layers.</summary>
    CifarSeResNet32,

    /// <summary>For small pictures: basic blocks, 44 layers.</summary>
    CifarSeResNet44,

    /// <summary>For small pictures: basic blocks, 56 layers.</summary>
    CifarSeResNet56,

    /// <summary>For small pictures: basic blocks, 110 layers.</summary>
    CifarSeResNet110,

    /// <summary>For small pictures: bottleneck blocks, 164 layers.</summary>
    CifarSeResNet164,

    /// <summary>
    /// Inception with batch normalization, squeeze and excitation behind each module (Ioffe, Szegedy, https://arxiv.org/abs/1502.03167).
    /// </summary>
    SeBnInception,

    /// <summary>
    /// Inception-ResNet-v2, for pictures of 299×299 and of at least 75×75; squeeze and excitation behind each module (Szegedy et al.,
    /// https://arxiv.org/abs/1602.07261).
    /// </summary>
    SeInceptionResNetV2,

    /// <summary>
    /// VGG-16 with batch normalization, squeeze and excitation at the end of each of its five stages (Simonyan, Zisserman,
    /// https://arxiv.org/abs/1409.1556). For pictures of at least 32×32.
    /// </summary>
    SeVgg16,

    /// <summary>MobileNet, squeeze and excitation behind each block (Howard et al., https://arxiv.org/abs/1704.04861).</summary>
    SeMobileNet,

    /// <summary>
    /// ShuffleNet 1× with 3 groups, squeeze and excitation in each unit (Zhang et al., https://arxiv.org/abs/1707.01083).
    /// </summary>
    SeShuffleNet,

    /// <summary>
    /// MobileNetV3-Small (Howard et al., https://arxiv.org/abs/1905.02244), of which squeeze and excitation is a part: unless told
    /// otherwise with r = 4 and a hard sigmoid as gate.
    /// </summary>
    MobileNetV3Small,

    /// <summary>MobileNetV3-Large.</summary>
    MobileNetV3Large,

    /// <summary>
    /// EfficientNet-B0, for pictures of 224×224 (Tan, Le, https://arxiv.org/abs/1905.11946), of which squeeze and excitation is a part:
    /// unless told otherwise with r = 4, counted from the channels that come into a block, and SiLU in its hidden layer.
    /// </summary>
    EfficientNetB0,

    /// <summary>EfficientNet-B1, for pictures of 240×240.</summary>
    EfficientNetB1,

    /// <summary>EfficientNet-B2, for pictures of 260×260.</summary>
    EfficientNetB2,

    /// <summary>EfficientNet-B3, for pictures of 300×300.</summary>
    EfficientNetB3,

    /// <summary>EfficientNet-B4, for pictures of 380×380.</summary>
    EfficientNetB4,

    /// <summary>For small pictures: a wide residual network of 16 layers, four times as wide as CIFAR's (Zagoruyko, Komodakis,
    /// https://arxiv.org/abs/1605.07146).</summary>
    CifarSeWideResNet16x4,

    /// <summary>For small pictures: 16 layers, eight times as wide.</summary>
    CifarSeWideResNet16x8,

    /// <summary>For small pictures: 28 layers, ten times as wide.</summary>
    CifarSeWideResNet28x10,

    /// <summary>
    /// For small pictures: Shake-Shake of 26 layers, two branches 96 wide, which are mixed at random in training (Gastaldi,
    /// https://arxiv.org/abs/1705.07485).
    /// </summary>
    CifarSeShakeShake26,
}

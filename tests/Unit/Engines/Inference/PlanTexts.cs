namespace Microsoft.ML.SeNet.Tests.Engines.Inference;

/// <summary>What plans say of themselves.</summary>
internal static class PlanTexts
{
    internal const string NotPacked = """
SE-ResNet-20, 10 classes, cpu, Float32; batch normalization folded, not packed: a test
input                  Maps ← Maps                     as Float32                       libtorch's
conv1                  Maps ← Maps                     3×3, 3 → 16, ReLU                libtorch's (not packed: a test)
layer1.0.conv1         Branch ← Maps                   3×3, 16 → 16, ReLU               libtorch's (not packed: a test)
layer1.0.conv2         Branch ← Branch                 3×3, 16 → 16                     libtorch's (not packed: a test)
layer1.0.se            Scale ← Branch                  mean, 16 → 1 → 16, Sigmoid       libtorch's
layer1.0               Maps ← Branch, Scale, Maps      ReLU(scale · branch + identity)  libtorch's (not with conv2: se reads it)
layer1.1.conv1         Branch ← Maps                   3×3, 16 → 16, ReLU               libtorch's (not packed: a test)
layer1.1.conv2         Branch ← Branch                 3×3, 16 → 16                     libtorch's (not packed: a test)
layer1.1.se            Scale ← Branch                  mean, 16 → 1 → 16, Sigmoid       libtorch's
layer1.1               Maps ← Branch, Scale, Maps      ReLU(scale · branch + identity)  libtorch's (not with conv2: se reads it)
layer1.2.conv1         Branch ← Maps                   3×3, 16 → 16, ReLU               libtorch's (not packed: a test)
layer1.2.conv2         Branch ← Branch                 3×3, 16 → 16                     libtorch's (not packed: a test)
layer1.2.se            Scale ← Branch                  mean, 16 → 1 → 16, Sigmoid       libtorch's
layer1.2               Maps ← Branch, Scale, Maps      ReLU(scale · branch + identity)  libtorch's (not with conv2: se reads it)
layer2.0.conv1         Branch ← Maps                   3×3, 16 → 32, stride 2, ReLU     libtorch's (not packed: a test)
layer2.0.downsample.0  Identity ← Maps                 1×1, 16 → 32, stride 2           libtorch's (not packed: a test)
layer2.0.conv2         Branch ← Branch                 3×3, 32 → 32                     libtorch's (not packed: a test)
layer2.0.se            Scale ← Branch                  mean, 32 → 2 → 32, Sigmoid       libtorch's
layer2.0               Maps ← Branch, Scale, Identity  ReLU(scale · branch + identity)  libtorch's (not with conv2: se reads it)
layer2.1.conv1         Branch ← Maps                   3×3, 32 → 32, ReLU               libtorch's (not packed: a test)
layer2.1.conv2         Branch ← Branch                 3×3, 32 → 32                     libtorch's (not packed: a test)
layer2.1.se            Scale ← Branch                  mean, 32 → 2 → 32, Sigmoid       libtorch's
layer2.1               Maps ← Branch, Scale, Maps      ReLU(scale · branch + identity)  libtorch's (not with conv2: se reads it)
layer2.2.conv1         Branch ← Maps                   3×3, 32 → 32, ReLU               libtorch's (not packed: a test)
layer2.2.conv2         Branch ← Branch                 3×3, 32 → 32                     libtorch's (not packed: a test)
layer2.2.se            Scale ← Branch                  mean, 32 → 2 → 32, Sigmoid       libtorch's
layer2.2               Maps ← Branch, Scale, Maps      ReLU(scale · branch + identity)  libtorch's (not with conv2: se reads it)
layer3.0.conv1         Branch ← Maps                   3×3, 32 → 64, stride 2, ReLU     libtorch's (not packed: a test)
layer3.0.downsample.0  Identity ← Maps                 1×1, 32 → 64, stride 2           libtorch's (not packed: a test)
layer3.0.conv2         Branch ← Branch                 3×3, 64 → 64                     libtorch's (not packed: a test)
layer3.0.se            Scale ← Branch                  mean, 64 → 4 → 64, Sigmoid       libtorch's
layer3.0               Maps ← Branch, Scale, Identity  ReLU(scale · branch + identity)  libtorch's (not with conv2: se reads it)
layer3.1.conv1         Branch ← Maps                   3×3, 64 → 64, ReLU               libtorch's (not packed: a test)
layer3.1.conv2         Branch ← Branch                 3×3, 64 → 64                     libtorch's (not packed: a test)
layer3.1.se            Scale ← Branch                  mean, 64 → 4 → 64, Sigmoid       libtorch's
layer3.1               Maps ← Branch, Scale, Maps      ReLU(scale · branch + identity)  libtorch's (not with conv2: se reads it)
layer3.2.conv1         Branch ← Maps                   3×3, 64 → 64, ReLU               libtorch's (not packed: a test)
layer3.2.conv2         Branch ← Branch                 3×3, 64 → 64                     libtorch's (not packed: a test)
layer3.2.se            Scale ← Branch                  mean, 64 → 4 → 64, Sigmoid       libtorch's
layer3.2               Maps ← Branch, Scale, Maps      ReLU(scale · branch + identity)  libtorch's (not with conv2: se reads it)
features               Maps ← Maps                     mean of all positions            libtorch's
fc                     Logits ← Maps                   64 → 10                          libtorch's
""";

    internal const string Packed = """
SE-ResNet-20, 10 classes, cpu, Float32; batch normalization folded, weights packed
input                  Maps ← Maps                     as Float32                       libtorch's
conv1                  Maps ← Maps                     3×3, 3 → 16, ReLU                oneDNN's (not tiled: 16 output channels, not 64·n)
layer1.0.conv1         Branch ← Maps                   3×3, 16 → 16, ReLU               oneDNN's (not tiled: 16 output channels, not 64·n)
layer1.0.conv2         Branch ← Branch                 3×3, 16 → 16                     oneDNN's (not tiled: 16 output channels, not 64·n)
layer1.0.se            Scale ← Branch                  mean, 16 → 1 → 16, Sigmoid       own means, if channels-last, and products
layer1.0               Maps ← Branch, Scale, Maps      ReLU(scale · branch + identity)  own, if channels-last (not with conv2: se reads it)
layer1.1.conv1         Branch ← Maps                   3×3, 16 → 16, ReLU               oneDNN's (not tiled: 16 output channels, not 64·n)
layer1.1.conv2         Branch ← Branch                 3×3, 16 → 16                     oneDNN's (not tiled: 16 output channels, not 64·n)
layer1.1.se            Scale ← Branch                  mean, 16 → 1 → 16, Sigmoid       own means, if channels-last, and products
layer1.1               Maps ← Branch, Scale, Maps      ReLU(scale · branch + identity)  own, if channels-last (not with conv2: se reads it)
layer1.2.conv1         Branch ← Maps                   3×3, 16 → 16, ReLU               oneDNN's (not tiled: 16 output channels, not 64·n)
layer1.2.conv2         Branch ← Branch                 3×3, 16 → 16                     oneDNN's (not tiled: 16 output channels, not 64·n)
layer1.2.se            Scale ← Branch                  mean, 16 → 1 → 16, Sigmoid       own means, if channels-last, and products
layer1.2               Maps ← Branch, Scale, Maps      ReLU(scale · branch + identity)  own, if channels-last (not with conv2: se reads it)
layer2.0.conv1         Branch ← Maps                   3×3, 16 → 32, stride 2, ReLU     oneDNN's (not tiled: 32 output channels, not 64·n)
layer2.0.downsample.0  Identity ← Maps                 1×1, 16 → 32, stride 2           oneDNN's (not tiled: 32 output channels, not 64·n)
layer2.0.conv2         Branch ← Branch                 3×3, 32 → 32                     oneDNN's (not tiled: 32 output channels, not 64·n)
layer2.0.se            Scale ← Branch                  mean, 32 → 2 → 32, Sigmoid       own means, if channels-last, and products
layer2.0               Maps ← Branch, Scale, Identity  ReLU(scale · branch + identity)  own, if channels-last (not with conv2: se reads it)
layer2.1.conv1         Branch ← Maps                   3×3, 32 → 32, ReLU               oneDNN's (not tiled: 32 output channels, not 64·n)
layer2.1.conv2         Branch ← Branch                 3×3, 32 → 32                     oneDNN's (not tiled: 32 output channels, not 64·n)
layer2.1.se            Scale ← Branch                  mean, 32 → 2 → 32, Sigmoid       own means, if channels-last, and products
layer2.1               Maps ← Branch, Scale, Maps      ReLU(scale · branch + identity)  own, if channels-last (not with conv2: se reads it)
layer2.2.conv1         Branch ← Maps                   3×3, 32 → 32, ReLU               oneDNN's (not tiled: 32 output channels, not 64·n)
layer2.2.conv2         Branch ← Branch                 3×3, 32 → 32                     oneDNN's (not tiled: 32 output channels, not 64·n)
layer2.2.se            Scale ← Branch                  mean, 32 → 2 → 32, Sigmoid       own means, if channels-last, and products
layer2.2               Maps ← Branch, Scale, Maps      ReLU(scale · branch + identity)  own, if channels-last (not with conv2: se reads it)
layer3.0.conv1         Branch ← Maps                   3×3, 32 → 64, stride 2, ReLU     tiled, direct (not Winograd's: stride 2)
layer3.0.downsample.0  Identity ← Maps                 1×1, 32 → 64, stride 2           tiled, direct (not Winograd's: 1×1)
layer3.0.conv2         Branch ← Branch                 3×3, 64 → 64                     tiled, Winograd's
layer3.0.se            Scale ← Branch                  mean, 64 → 4 → 64, Sigmoid       own means, if channels-last, and products
layer3.0               Maps ← Branch, Scale, Identity  ReLU(scale · branch + identity)  own, if channels-last (not with conv2: se reads it)
layer3.1.conv1         Branch ← Maps                   3×3, 64 → 64, ReLU               tiled, Winograd's
layer3.1.conv2         Branch ← Branch                 3×3, 64 → 64                     tiled, Winograd's
layer3.1.se            Scale ← Branch                  mean, 64 → 4 → 64, Sigmoid       own means, if channels-last, and products
layer3.1               Maps ← Branch, Scale, Maps      ReLU(scale · branch + identity)  own, if channels-last (not with conv2: se reads it)
layer3.2.conv1         Branch ← Maps                   3×3, 64 → 64, ReLU               tiled, Winograd's
layer3.2.conv2         Branch ← Branch                 3×3, 64 → 64                     tiled, Winograd's
layer3.2.se            Scale ← Branch                  mean, 64 → 4 → 64, Sigmoid       own means, if channels-last, and products
layer3.2               Maps ← Branch, Scale, Maps      ReLU(scale · branch + identity)  own, if channels-last (not with conv2: se reads it)
features               Maps ← Maps                     mean of all positions            own, if channels-last
fc                     Logits ← Maps                   64 → 10                          own product
""";

    internal static readonly string[] FirstBottleneck =
    [
        "layer1.0.conv1 | Branch ← Maps | 1×1, 64 → 128, ReLU | tiled, direct (not Winograd's: 1×1)",
        "layer1.0.conv2 | Branch ← Branch | 3×3, 128 → 128, 32 groups, ReLU | oneDNN's (not tiled: 32 groups)",
        "layer1.0.se | Scale ← Branch | mean, 128 → 16 → 256, Sigmoid; early: conv3 within the first layer | "
            + "own means, if channels-last, and products",
        "layer1.0.downsample.0 | Identity ← Maps | 1×1, 64 → 256 | tiled, direct (not Winograd's: 1×1)",
        "layer1.0.conv3 | Maps ← Branch, Scale, Identity | 1×1, 128 → 256; ReLU(scale · branch + identity) | "
            + "tiled, direct (not Winograd's: 1×1), block end in the same pass",
    ];
}

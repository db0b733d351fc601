using BenchmarkDotNet.Attributes;

namespace SeNetMl.Benchmarks;

/// <summary>What squeeze and excitation costs: SE-ResNet-50 beside ResNet-50, forward and backward, batch 8 at 224×224.</summary>
[InProcess]
public class NetworkBenchmarks
{
    private readonly Action _plain = Works.Prepare("resnet50_forward_backward");
    private readonly Action _squeezed = Works.Prepare("se50_forward_backward");

    [Benchmark(Baseline = true)]
    public void ResNet50() => _plain();

    [Benchmark]
    public void SeResNet50() => _squeezed();
}

/// <summary>What a call through the managed API costs where the operator itself does next to nothing.</summary>
[InProcess]
[MemoryDiagnoser]
public class TinyOperatorBenchmarks
{
    private readonly Action _add = Works.Prepare("tiny_op");

    [Benchmark]
    public void AddFourElements() => _add();
}

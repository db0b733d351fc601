using static TorchSharp.torch;

namespace TorchSharp.Tests.Golden;

/// <summary>What the random group's calls are to be seeded with, and their names.</summary>
internal sealed record RandomCase(long Seed, string[] Calls);

/// <summary>Random numbers, bit for bit PyTorch's (tests/Golden, group random).</summary>
public sealed class RandomGoldenTests : TensorTest
{
    /// <summary>The calls of tests/Golden/make_random.py; null is the default generator.</summary>
    private static readonly Dictionary<string, Func<Generator?, Tensor>> s_calls = new()
    {
        ["rand_8"] = g => rand(8, generator: g),
        ["randn_5"] = g => randn(5, generator: g),
        ["randn_16"] = g => randn(16, generator: g),
        ["randint_0_100_10"] = g => randint(0, 100, [10L], generator: g),
        ["randperm_12"] = g => randperm(12, generator: g),
        ["bernoulli_0.3_16"] = g => empty(16).bernoulli_(0.3, g),
        ["normal_1_2_20"] = g => empty(20).normal_(1, 2, g),
        ["uniform_-3_5_20"] = g => empty(20).uniform_(-3, 5, g),
    };

    public static TheoryData<string> Calls
    {
        get
        {
            using var golden = GoldenFile.Open("random", "seed_42");
            return [.. golden.Case<RandomCase>().Calls];
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void Call_DefaultGeneratorSeeded_GivesPyTorchsBits(string call)
    {
        using var golden = GoldenFile.Open("random", "seed_42");
        manual_seed(golden.Case<RandomCase>().Seed);

        Bits.AssertEqual(golden[$"global.{call}"], s_calls[call](null));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void Call_GeneratorOfItsOwn_GivesPyTorchsBits(string call)
    {
        using var golden = GoldenFile.Open("random", "seed_42");
        using var generator = new Generator();
        generator.manual_seed(golden.Case<RandomCase>().Seed);

        Bits.AssertEqual(golden[$"generator.{call}"], s_calls[call](generator));
    }
}

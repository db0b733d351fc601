using System.Numerics;

namespace Microsoft.ML.Runtime;

/// <summary>ML.NET's generator: three Tausworthe steps and a linear congruential one (GPU Gems 3, chapter 37).</summary>
internal sealed class TauswortheHybrid : Random
{
    private uint _z1;
    private uint _z2;
    private uint _z3;
    private uint _z4;

    public TauswortheHybrid(Random source)
    {
        _z1 = LargeSeed(source);
        _z2 = LargeSeed(source);
        _z3 = LargeSeed(source);
        _z4 = Seed(source);
    }

    private TauswortheHybrid(uint seed)
    {
        _z1 = seed;
        _z2 = Murmur(_z1, _z1);
        _z3 = Murmur(_z2, _z1);
        _z4 = Murmur(_z3, _z1);
    }

    public static TauswortheHybrid Create(int? seed) => seed is { } value ? new((uint)value) : new(new Random());

    public override double NextDouble() => (double)NextUInt32() / (1L << 32);

    public override float NextSingle() => (NextUInt32() >> 9) * (1f / (1 << 23));

    public override int Next()
    {
        uint value = NextUInt32();
        return (int)(value + (value & 0x80000000U));
    }

    public override int Next(int maxValue)
    {
        Contracts.CheckParam(maxValue >= 0, nameof(maxValue), "maxValue must be non-negative");
        return (int)(((ulong)NextUInt32() * (ulong)maxValue) >> 32);
    }

    public override int Next(int minValue, int maxValue)
    {
        Contracts.CheckParam(minValue <= maxValue, nameof(minValue), "minValue must be less than or equal to maxValue.");
        return (int)((long)(NextDouble() * ((long)maxValue - minValue)) + minValue);
    }

    public override void NextBytes(byte[] buffer)
    {
        Contracts.CheckValue(buffer, nameof(buffer));
        for (int i = 0; i < buffer.Length; i++)
            buffer[i] = (byte)Next();
    }

    public int NextSigned() => (int)NextUInt32();

    internal static uint Murmur(uint hash, uint chunk)
    {
        hash ^= BitOperations.RotateLeft(chunk * 0xCC9E2D51, 15) * 0x1B873593;
        return (BitOperations.RotateLeft(hash, 13) * 5) + 0xE6546B64;
    }

    private static uint Seed(Random source) => ((uint)source.Next(0x10000) << 16) | (uint)source.Next(0x10000);

    private static uint LargeSeed(Random source)
    {
        uint seed;
        do
        {
            seed = Seed(source);
        }
        while (seed < 128);
        return seed;
    }

    private static uint Step(uint z, int s1, int s2, int s3, uint mask) => ((z & mask) << s3) ^ (((z << s1) ^ z) >> s2);

    private uint NextUInt32()
    {
        _z1 = Step(_z1, 13, 19, 12, ~0x1U);
        _z2 = Step(_z2, 2, 25, 4, ~0x7U);
        _z3 = Step(_z3, 3, 11, 17, ~0xFU);
        _z4 = (1664525 * _z4) + 1013904223;
        return _z1 ^ _z2 ^ _z3 ^ _z4;
    }
}

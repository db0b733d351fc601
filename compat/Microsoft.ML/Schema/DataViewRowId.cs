using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>The id of a row: 128 bits, mixed as murmur hash 3 (x64, 128 bits) does it.</summary>
public readonly struct DataViewRowId : IComparable<DataViewRowId>, IEquatable<DataViewRowId>
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    public readonly ulong Low;
    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    public int CompareTo(DataViewRowId other)
    {
        int result = High.CompareTo(other.High);
        return result != 0 ? result : Low.CompareTo(other.Low);
    }

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object? obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() =>
        (int)((uint)Low ^ (uint)(Low >> 32) ^ (uint)(High << 7) ^ (uint)(High >> 57) ^ (uint)(High >> 25));

    public override string ToString() => $"{High:x16}{Low:x16}";

    /// <summary>As <see cref="Next"/>, then moved off it by a constant.</summary>
    public DataViewRowId Fork()
    {
        var next = Next();
        return new DataViewRowId(next.Low ^ unchecked(BitOperations.RotateLeft(C1, 31) * C2), next.High);
    }

    /// <summary>The id with the block (0, 0) mixed in.</summary>
    public DataViewRowId Next() => Mix(0, 0);

    /// <summary>The id with a fork of the other mixed in.</summary>
    public DataViewRowId Combine(DataViewRowId other)
    {
        var block = other.Fork();
        return Mix(block.Low, block.High);
    }

    private DataViewRowId Mix(ulong k1, ulong k2)
    {
        ulong low = Low ^ (BitOperations.RotateLeft(k1 * C1, 31) * C2);
        low = ((BitOperations.RotateLeft(low, 27) + High) * 5) + 0x52dce729;
        ulong high = High ^ (BitOperations.RotateLeft(k2 * C2, 33) * C1);
        high = ((BitOperations.RotateLeft(high, 31) + low) * 5) + 0x38495ab5;
        return new DataViewRowId(low, high);
    }
}

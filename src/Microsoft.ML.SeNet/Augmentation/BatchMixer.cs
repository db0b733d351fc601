using System.Numerics;
using Microsoft.ML.SeNet.Pictures;

namespace Microsoft.ML.SeNet.Augmentation;

/// <summary>The pixel code of <see cref="BatchMix"/>, in place on (N, S, S, 3). Holds a copy of the batch: one a thread.</summary>
internal sealed class BatchMixer
{
    private byte[] _copy = [];

    /// <summary>Mixes every picture with its partner as that was before.</summary>
    /// <param name="mix">How.</param>
    /// <param name="pixels">count · side · side · 3 bytes, changed in place.</param>
    /// <param name="count">N, at least 2.</param>
    /// <param name="side">S in pixels.</param>
    internal void Apply(DrawnMix mix, Span<byte> pixels, int count, int side)
    {
        var square = side * side * RgbView.Channels;
        if (_copy.Length < pixels.Length)
            _copy = GC.AllocateUninitializedArray<byte>(pixels.Length);
        pixels.CopyTo(_copy);
        for (var i = 0; i < count; i++)
        {
            var own = pixels.Slice(i * square, square);
            ReadOnlySpan<byte> partner = _copy.AsSpan(mix.Partner(i, count) * square, square);
            if (mix.Cut is { } cut)
                Insert(partner, cut, side, own);
            else
                Overlay(partner, (int)(mix.OwnWeight * MixUp.WeightUnits), own);
        }
    }

    private static void Insert(ReadOnlySpan<byte> partner, PixelBox cut, int side, Span<byte> own)
    {
        for (var row = cut.Top; row < cut.Top + cut.Height; row++)
        {
            var start = ((row * side) + cut.Left) * RgbView.Channels;
            partner.Slice(start, cut.Width * RgbView.Channels).CopyTo(own[start..]);
        }
    }

    // 255 · 256 + 128 fits into 16 bits.
    private static void Overlay(ReadOnlySpan<byte> partner, int ownShare, Span<byte> own)
    {
        const ushort Half = MixUp.WeightUnits / 2;
        const int Shift = 8;
        var rest = MixUp.WeightUnits - ownShare;
        var i = 0;
        for (; own.Length - i >= Vector<byte>.Count; i += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(own[i..]), out var lower, out var upper);
            Vector.Widen(new Vector<byte>(partner[i..]), out var partnerLower, out var partnerUpper);
            lower = ((lower * (ushort)ownShare) + (partnerLower * (ushort)rest) + new Vector<ushort>(Half)) >> Shift;
            upper = ((upper * (ushort)ownShare) + (partnerUpper * (ushort)rest) + new Vector<ushort>(Half)) >> Shift;
            Vector.Narrow(lower, upper).CopyTo(own[i..]);
        }
        for (; i < own.Length; i++)
            own[i] = (byte)(((own[i] * ownShare) + (partner[i] * rest) + Half) >> Shift);
    }
}

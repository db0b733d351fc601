namespace Microsoft.ML.SeNet.Data;

/// <summary>
/// For one axis, which pixels of the source make a pixel of the result and with which weights: the triangle filter, widened by the factor
/// of shrinking. Numbers are rounded where Pillow's <c>Image.resize(…, BILINEAR)</c> rounds them (fixed point with 22 bits, box in single
/// precision), so that the results are the same bits.
/// </summary>
internal sealed class ResamplingTable
{
    /// <summary>Bits after the point: 32 less 8 of a pixel less 2 to spare.</summary>
    internal const int FractionBits = 22;

    private (int SourceSize, float From, float To, int Size) _key;
    private double[] _exact = [];
    private int[] _first = [];
    private int[] _count = [];
    private int[] _weights = [];
    private int _stride;

    /// <summary>The number of pixels of the result.</summary>
    internal int Size => _key.Size;

    /// <summary>The first pixel of the source that any pixel of the result needs.</summary>
    internal int SourceStart => _first[0];

    /// <summary>One after the last pixel of the source that any pixel of the result needs.</summary>
    internal int SourceEnd => _first[Size - 1] + _count[Size - 1];

    /// <summary>The first pixel of the source for a pixel of the result.</summary>
    internal int First(int index) => _first[index];

    /// <summary>The weights of the pixels from <see cref="First"/> on; they are 0 or more and sum to about 2^<see cref="FractionBits"/>.</summary>
    internal ReadOnlySpan<int> Weights(int index) => _weights.AsSpan(index * _stride, _count[index]);

    /// <summary>Computes the table unless it is the last one's.</summary>
    /// <param name="sourceSize">The length of the source.</param>
    /// <param name="from">Where the box begins in the source.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="size">The length of the result.</param>
    internal void Prepare(int sourceSize, float from, float to, int size)
    {
        if (_key == (sourceSize, from, to, size))
            return;
        var scale = (double)(to - from) / size;
        var support = Math.Max(scale, 1.0);
        _key = default; // should an array be too large, the table is nobody's
        _stride = ((int)Math.Ceiling(support) * 2) + 1;
        Grow(ref _exact, _stride);
        Grow(ref _first, size);
        Grow(ref _count, size);
        Grow(ref _weights, checked(size * _stride));
        for (var i = 0; i < size; i++)
            Fill(i, from + ((i + 0.5) * scale), support, sourceSize);
        _key = (sourceSize, from, to, size);
    }

    private void Fill(int index, double center, double support, int sourceSize)
    {
        var first = Math.Max((int)(center - support + 0.5), 0);
        var count = Math.Min((int)(center + support + 0.5), sourceSize) - first;
        // Multiplied by the reciprocal and not divided, for Pillow's rounding.
        var narrowing = 1.0 / support;
        var sum = 0.0;
        for (var k = 0; k < count; k++)
        {
            _exact[k] = Math.Max(0.0, 1.0 - Math.Abs((k + first - center + 0.5) * narrowing));
            sum += _exact[k];
        }
        for (var k = 0; k < count; k++)
            _weights[(index * _stride) + k] = (int)(0.5 + (_exact[k] / sum * (1 << FractionBits)));
        (_first[index], _count[index]) = (first, count);
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = new T[length];
    }
}

namespace Microsoft.ML.SeNet.Pictures;

/// <summary>
/// For one axis, which pixels of the source make a pixel of the result and with which weights: the triangle filter, widened by the factor
/// of shrinking. Numbers are rounded where Pillow's <c>Image.resize(…, BILINEAR)</c> rounds them (fixed point with 22 bits, box in single
/// precision), so that the results are the same bits.
/// </summary>
internal sealed class ResamplingTable
{
    /// <summary>Bits after the point: 32 less 8 of a pixel less 2 to spare.</summary>
    internal const int FractionBits = 22;

    private (int SourceSize, float From, float To, int WholeSize, int Start, int Size) _key;
    private double[] _exact = [];
    private int[] _first = [];
    private int[] _count = [];
    private int[] _weights = [];

    /// <summary>The number of pixels of the result.</summary>
    internal int Size => _key.Size;

    /// <summary>The first pixel of the source that any pixel of the result needs.</summary>
    internal int SourceStart => _first[0];

    /// <summary>One after the last pixel of the source that any pixel of the result needs.</summary>
    internal int SourceEnd => _first[Size - 1] + _count[Size - 1];

    /// <summary>The first pixel of the source for a pixel of the result.</summary>
    internal int First(int index) => _first[index];

    /// <summary>The weights of the pixels from <see cref="First"/> on; they are 0 or more and sum to about
    /// 2^<see cref="FractionBits"/>.</summary>
    internal ReadOnlySpan<int> Weights(int index) => _weights.AsSpan((index * Taps) + _first[index] - FirstOfTaps(index), _count[index]);

    /// <summary>The largest number of weights. Loops of that one length, some weights of which are 0,
    /// are foreseen by the processor.</summary>
    internal int Taps { get; private set; }

    /// <summary>The first pixel of the source for the <see cref="Taps"/> weights that <see cref="AllWeights"/>
    /// has of a pixel of the result.</summary>
    internal int FirstOfTaps(int index) => Math.Min(_first[index], _key.SourceSize - Taps);

    /// <summary>For one pixel of the result after the other, <see cref="Taps"/> weights.</summary>
    internal ReadOnlySpan<int> AllWeights => _weights.AsSpan(0, Size * Taps);

    /// <summary>Computes the table unless it is the last one's.</summary>
    /// <param name="sourceSize">The length of the source.</param>
    /// <param name="from">Where the box begins in the source.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="wholeSize">The length that the whole result would have.</param>
    /// <param name="start">The first pixel of it that is wanted.</param>
    /// <param name="size">How many are, from there on.</param>
    internal void Prepare(int sourceSize, float from, float to, int wholeSize, int start, int size)
    {
        if (_key == (sourceSize, from, to, wholeSize, start, size))
            return;
        _key = default; // should an array be too large, the table is nobody's
        Grow(ref _first, size);
        Grow(ref _count, size);
        var scale = (double)(to - from) / wholeSize;
        var support = Math.Max(scale, 1.0);
        Taps = 0;
        for (var i = 0; i < size; i++)
            Taps = Math.Max(Taps, Reach(i, Center(i), support, sourceSize));
        Grow(ref _exact, Taps);
        Grow(ref _weights, checked(size * Taps));
        _weights.AsSpan(0, size * Taps).Clear();
        _key = (sourceSize, from, to, wholeSize, start, size);
        for (var i = 0; i < size; i++)
            Fill(i, Center(i), support);

        double Center(int index) => from + ((start + index + 0.5) * scale);
    }

    private int Reach(int index, double center, double support, int sourceSize)
    {
        _first[index] = Math.Max((int)(center - support + 0.5), 0);
        return _count[index] = Math.Min((int)(center + support + 0.5), sourceSize) - _first[index];
    }

    private void Fill(int index, double center, double support)
    {
        var (first, count) = (_first[index], _count[index]);
        // Multiplied by the reciprocal and not divided, for Pillow's rounding.
        var narrowing = 1.0 / support;
        var sum = 0.0;
        for (var k = 0; k < count; k++)
        {
            _exact[k] = Math.Max(0.0, 1.0 - Math.Abs((k + first - center + 0.5) * narrowing));
            sum += _exact[k];
        }
        var start = (index * Taps) + first - FirstOfTaps(index);
        for (var k = 0; k < count; k++)
            _weights[start + k] = (int)(0.5 + (_exact[k] / sum * (1 << FractionBits)));
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
            array = new T[length];
    }
}

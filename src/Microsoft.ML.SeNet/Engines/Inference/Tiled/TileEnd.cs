using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.SeNet.Engines.Inference.Tiled;

/// <summary>What becomes of a tile's sums: max(scale · (sum + bias) + identity, floor), and where it goes.</summary>
internal unsafe struct TileEnd
{
    /// <summary>The first row's 64 numbers.</summary>
    internal float* To;

    /// <summary>From one row to the next, in numbers; the identity's is the same.</summary>
    internal long Stride;

    /// <summary>64 numbers; null for none.</summary>
    internal float* Bias;

    /// <summary>The first row's; null where nothing is scaled and added.</summary>
    internal float* Identity;

    /// <summary>For each row where its channels' scales begin; needed with an identity.</summary>
    internal float** Scales;

    /// <summary>The panel's first channel, from where the scales begin.</summary>
    internal long Channel;

    /// <summary>Negative infinity for none.</summary>
    internal float Floor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Put(Channels64 sum, int row)
    {
        if (Bias != null)
            sum = sum.Plus(Channels64.Load(Bias));
        if (Identity != null)
            sum = sum.ScaledPlus(Channels64.Load(Scales[row] + Channel), Channels64.Load(Identity + (row * Stride)));
        sum.AtLeast(Vector512.Create(Floor)).Store(To + (row * Stride));
    }
}

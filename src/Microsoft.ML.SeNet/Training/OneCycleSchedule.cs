namespace Microsoft.ML.SeNet.Training;

/// <summary>
/// Half a cosine up from Peak / Div, then half a cosine down to Peak / Div / FinalDiv (Smith, Topin, https://arxiv.org/abs/1708.07120), as
/// PyTorch's OneCycleLR with anneal_strategy "cos" and cycle_momentum off.
/// </summary>
/// <param name="Peak">The highest rate.</param>
/// <param name="PctStart">The share of the training that goes up, 0 to 1.</param>
/// <param name="Div">Peak over the first rate.</param>
/// <param name="FinalDiv">The first rate over the last.</param>
/// <param name="TotalSteps">All steps of the training.</param>
internal sealed record OneCycleSchedule(double Peak, double PctStart, double Div, double FinalDiv, long TotalSteps) : LearningRateSchedule
{
    internal override double At(long step)
    {
        var (first, top, last) = (Peak / Div, (PctStart * TotalSteps) - 1, (double)(TotalSteps - 1));
        // Where nothing goes up but the very first step, it has the highest rate already.
        return step <= top ? Cosine(first, Peak, top == 0 ? 1 : step / top)
            : top >= last ? Peak
            : Cosine(Peak, first / FinalDiv, (step - top) / (last - top));
    }
}

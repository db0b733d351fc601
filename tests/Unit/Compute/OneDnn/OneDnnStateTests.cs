using Microsoft.ML.SeNet.Compute.OneDnn;

namespace Microsoft.ML.SeNet.Tests.Compute.OneDnn;

public class OneDnnStateTests
{
    private const string Hidden = "oneDNN: this machine hides the sizes of the processor's caches (often a hypervisor does). ";

    [Fact]
    public void Untouched_HasNothingToSay() => Assert.Equal((true, null, false), Parts(OneDnnState.Untouched));

    [Fact]
    public void OffByChoice_SaysSo() => Assert.Equal(
        (false, "oneDNN: switched off, as SENETML_ONEDNN says. Convolutions are slower.", false), Parts(OneDnnState.OffByChoice));

    [Fact]
    public void KeptByChoice_Warns() => Assert.Equal(
        (true, Hidden + "It is left as it is, as SENETML_ONEDNN says: its numbers may be wrong, and the process may end.", true),
        Parts(OneDnnState.KeptByChoice));

    [Fact]
    public void Repaired_SaysTheSizes() => Assert.Equal(
        (true, Hidden + "They were put right (48 KiB, 1 MiB, 32 MiB).", false), Parts(OneDnnState.Repaired(CacheSizes.Default)));

    [Fact]
    public void Off_WarnsAndSaysWhy() => Assert.Equal(
        (false,
            Hidden + "Its convolutions would be wrong by that, and their sizes could not be put right: a reason. "
            + "It is switched off, and convolutions are slower.", true),
        Parts(OneDnnState.Off("a reason")));

    [Fact]
    public void RightAnyway_SaysWhyNothingWasDone() => Assert.Equal(
        (true, Hidden + "They were left as they are, since a reason; the convolutions that would be wrong by that are right.", false),
        Parts(OneDnnState.RightAnyway("a reason")));

    [Fact]
    public void Wrong_SaysWhatToDo() => Assert.Equal(
        Hidden + "Its convolutions are wrong by that, their sizes could not be put right (a reason), and this libtorch cannot switch it "
        + "off. Use the native packages of TorchSharp 0.107, or a machine that shows its caches.", OneDnnState.Wrong("a reason").Message);

    [Theory]
    [InlineData(null, "Auto")]
    [InlineData("", "Auto")]
    [InlineData("auto", "Auto")]
    [InlineData("OFF", "Off")]
    [InlineData("keep", "Keep")]
    public void Parse_AName_IsTheChoice(string? text, string expected) => Assert.Equal(expected, OneDnnChoices.Parse(text).ToString());

    [Theory]
    [InlineData("1")]
    [InlineData("repair")]
    [InlineData(" off")]
    public void Parse_AnotherText_SaysWhatIsExpected(string text) => Assert.Equal(
        $"Environment variable SENETML_ONEDNN: expected auto, off or keep, got '{text}'. "
        + "Set it to one of these or remove it, then start again.",
        Assert.Throws<InvalidOperationException>(() => OneDnnChoices.Parse(text)).Message);

    private static (bool, string?, bool) Parts(OneDnnState state) => (state.IsUsable, state.Line, state.IsWarning);
}

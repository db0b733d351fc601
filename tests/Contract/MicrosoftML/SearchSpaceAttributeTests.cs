using Microsoft.ML.SearchSpace;

namespace SeNetMl.Contract.Tests.MicrosoftML;

public class SearchSpaceAttributeTests
{
    [Fact]
    public void Choice_WithDefault_KeepsBoth()
    {
        var choice = new ChoiceAttribute([2, 4], 4);

        Assert.Equal([2, 4], choice.Candidates);
        Assert.Equal(4, choice.DefaultValue);
    }

    [Fact]
    public void Choice_WithoutDefault_HasNone()
    {
        var choice = new ChoiceAttribute("a", "b", "c");

        Assert.Equal(["a", "b", "c"], choice.Candidates);
        Assert.Null(choice.DefaultValue);
    }

    [Fact]
    public void Range_OfWholeNumbers_KeepsTheirType()
    {
        var range = new RangeAttribute(1, 10, init: 3, logBase: true);

        Assert.Equal((1, 10, 3, true), (range.Min, range.Max, range.Init, range.LogBase));
        Assert.IsType<int>(range.Min);
    }

    [Fact]
    public void Range_WithoutInit_HasNone()
    {
        var range = new RangeAttribute(0.5, 2.0);

        Assert.Equal((0.5, 2.0, null, false), (range.Min, range.Max, range.Init, range.LogBase));
    }
}

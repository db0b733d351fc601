using static TorchSharp.torch;

namespace TorchSharp.Tests.Modules;

public class ModuleRegistrationTests : LiveTensorTests
{
    [Fact]
    public void RegisterComponents_FieldsOfEveryKind_RegistersThemByName()
    {
        using var sut = new Tower();

        Assert.Equal(["scale", "first.weight", "first.bias", "second.1.weight"], sut.named_parameters().Select(named => named.name));
        Assert.Equal(["offset"], sut.named_buffers().Select(named => named.name));
        Assert.Equal(["first", "second", "renamed"], sut.named_children().Select(named => named.name));
        Assert.Equal(0, sut.Ignored);
    }

    [Fact]
    public void RegisterComponents_FieldOfBaseType_IsRegistered()
    {
        using var sut = new Derived();

        Assert.Equal(["own", "shared"], sut.named_children().Select(named => named.name).Order());
    }

    [Fact]
    public void NamedModules_Nested_ListsChildrenBeforeGrandchildren()
    {
        using var sut = new Tower();

        Assert.Equal(["first", "second", "renamed", "second.0", "second.1"], sut.named_modules().Select(named => named.name));
        Assert.Equal(sut.named_modules().Select(named => named.module), sut.modules());
        Assert.Equal(sut.named_children().Select(named => named.module), sut.children());
    }

    [Fact]
    public void NamedParameters_WithoutRecursion_ListsOwnOnly()
    {
        using var sut = new Tower();

        Assert.Equal(["scale"], sut.named_parameters(recurse: false).Select(named => named.name));
        Assert.Same(sut.Scale, Assert.Single(sut.parameters(recurse: false)));
    }

    [Fact]
    public void NamedParameters_ParameterUnderTwoNames_IsListedOnce()
    {
        using var sut = new Shelf();
        var shared = nn.Parameter(ones(2));
        sut.register_parameter("a", shared);
        sut.register_parameter("b", shared);

        Assert.Equal(["a"], sut.named_parameters().Select(named => named.name));
    }

    [Fact]
    public void StateDict_ModuleUnderTwoNames_HasBoth()
    {
        using var sut = new Shelf();
        var shared = nn.Linear(1, 1, hasBias: false);
        sut.register_module("a", shared);
        sut.register_module("b", shared);

        Assert.Equal(["a.weight"], sut.named_parameters().Select(named => named.name));
        Assert.Equal(["a.weight", "b.weight"], sut.state_dict().Keys);
    }

    [Fact]
    public void RegisterBuffer_NotPersistent_IsFoundButNotListed()
    {
        using var sut = new Shelf();
        using var buffer = ones(1);
        sut.register_buffer("scratch", buffer, persistent: false);

        Assert.Same(buffer, sut.get_buffer("scratch"));
        Assert.Empty(sut.named_buffers());
        Assert.Empty(sut.state_dict());
    }

    [Theory]
    [InlineData("first.weight", true)]
    [InlineData("second.1.weight", true)]
    [InlineData("scale", true)]
    [InlineData("offset", false)]
    [InlineData("second.7.weight", false)]
    [InlineData("first", false)]
    public void GetParameter_Path_FindsParametersOnly(string path, bool there)
    {
        using var sut = new Tower();

        Assert.Equal(there, sut.has_parameter(path));
        Assert.Equal(there, sut.get_parameter(path) is not null);
    }

    [Fact]
    public void GetBuffer_Path_FindsBuffersOnly()
    {
        using var sut = nn.Sequential(("norm", nn.BatchNorm2d(2)));

        Assert.True(sut.has_buffer("norm.running_mean"));
        Assert.Equal([2], sut.get_buffer("norm.running_mean")!.shape);
        Assert.False(sut.has_buffer("norm.weight"));
        Assert.Null(sut.get_buffer("norm.weight"));
    }

    [Fact]
    public void Register_NameTaken_Throws()
    {
        using var sut = new Tower();
        using var module = nn.Identity();
        using var buffer = ones(1);

        Assert.Equal("Sub-module first is already registered.", Assert.Throws<InvalidOperationException>(() => sut.register_module("first", module)).Message);
        Assert.Equal("Parameter scale is already registered.", Assert.Throws<InvalidOperationException>(() => sut.register_parameter("scale", sut.Scale)).Message);
        Assert.Equal("Tensor offset is already registered.", Assert.Throws<InvalidOperationException>(() => sut.register_buffer("offset", buffer)).Message);
    }

    [Fact]
    public void RegisterModule_BadName_Throws()
    {
        using var sut = new Shelf();
        using var module = nn.Identity();

        Assert.Equal("module name can't contain \".\", got: a.b", Assert.Throws<ArgumentException>(() => sut.register_module("a.b", module)).Message);
        Assert.Equal("module name can't be empty string \"\"", Assert.Throws<ArgumentException>(() => sut.add_module("", module)).Message);
    }

    [Fact]
    public void Register_Null_Throws()
    {
        using var sut = new Shelf();

        Assert.StartsWith("A null tensor cannot be registered as a parameter.", Assert.Throws<ArgumentNullException>(() => sut.register_parameter("p", null!)).Message);
        Assert.StartsWith("A null tensor cannot be registered as a buffer.", Assert.Throws<ArgumentNullException>(() => sut.register_buffer("b", null!)).Message);
    }

    [Fact]
    public void GetName_ModuleWithAName_IsThatName()
    {
        using var sut = new Tower();

        Assert.Equal("Tower", sut.GetName());
    }
}

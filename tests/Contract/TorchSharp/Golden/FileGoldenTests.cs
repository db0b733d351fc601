using static TorchSharp.torch;

namespace TorchSharp.Tests.Golden;

/// <summary>TorchSharp's weight file, read and written, against the same state in safetensors (tests/Golden, group files).</summary>
public sealed class FileGoldenTests : TensorTest
{
    private sealed record FileCase(string[] Entries);

    /// <summary>Tensors without a layer, under the module's name.</summary>
    private sealed class Holder(string name) : nn.Module(name);

    private readonly byte[] _file = File.ReadAllBytes(GoldenFile.PathOf("files", "state_dict.dat"));
    private readonly GoldenFile _golden = GoldenFile.Open("files", "state_dict");

    public override void Dispose()
    {
        _golden.Dispose();
        base.Dispose();
    }

    private string[] Entries => _golden.Case<FileCase>().Entries;

    [Fact]
    public void ModuleLoad_GoldenFile_GivesTheBitsOfTheSafetensors()
    {
        using var sut = CreateModule();
        var loaded = new Dictionary<string, bool>();

        sut.load(new MemoryStream(_file), loadedParameters: loaded);

        var state = sut.state_dict();
        Assert.Equal(Entries, loaded.Where(entry => entry.Value).Select(entry => entry.Key));
        Assert.Equal(Entries.Order(), state.Keys.Order());
        Assert.All(Entries, name => Bits.AssertEqual(_golden[name], state[name]));
    }

    [Fact]
    public void TensorLoad_EntryAfterEntry_GivesTheBitsOfTheSafetensors()
    {
        using var reader = new BinaryReader(new MemoryStream(_file));

        Assert.Equal(Entries.Length, reader.Read7BitEncodedInt64()); // .NET's name for LEB128
        foreach (var name in Entries)
        {
            Assert.Equal(name, reader.ReadString());
            Bits.AssertEqual(_golden[name], TensorExtensionMethods.Load(reader));
        }
        Assert.Equal(_file.Length, reader.BaseStream.Position);
    }

    [Fact]
    public void SaveStateDict_StateOfTheSafetensors_WritesTheGoldenFile() =>
        Assert.Equal(_file, Saved(Entries.ToDictionary(name => name, name => _golden[name])));

    [Fact]
    public void SaveStateDict_StateOfALoadedModule_WritesTheGoldenFile()
    {
        using var sut = CreateModule();
        sut.load(new MemoryStream(_file));
        var state = sut.state_dict(); // in another order than the file, whose module it is not

        Assert.Equal(_file, Saved(Entries.ToDictionary(name => name, name => state[name])));
    }

    private static byte[] Saved(Dictionary<string, Tensor> state)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
            nn.Module.save_state_dict(writer, state);
        return stream.ToArray();
    }

    /// <summary>A module whose state has the file's names, types and shapes, and other numbers.</summary>
    private Holder CreateModule()
    {
        var root = new Holder("root");
        root.register_module("0", nn.Linear(3, 2));
        root.register_module("1", nn.BatchNorm2d(4));
        var types = new Holder("types");
        root.register_module("types", types);
        foreach (var name in Entries.Skip(root.state_dict().Count))
        {
            var (target, own) = name.StartsWith("types.", StringComparison.Ordinal) ? (types, name["types.".Length..]) : (root, name);
            target.register_buffer(own, zeros_like(_golden[name]).DetachFromDisposeScope());
        }
        return root;
    }
}

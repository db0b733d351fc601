using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace SeNetMl.Contract.Tests.TorchSharp;

public sealed class ScriptModuleTests : TensorTest
{
    private const string Code = """
        class Adder(Module):
          __parameters__ = []
          __buffers__ = []
          training : bool
          sums : List[Tensor]
          def add(self: __torch__.Adder, a: Tensor, b: Tensor) -> Tensor:
            _0 = torch.append(self.sums, torch.add(a, b))
            return self.sums[-1]
          def count(self: __torch__.Adder) -> int:
            return torch.len(self.sums)

        """;

    [Fact]
    public void Invoke_Methods_KeepTheModulesState()
    {
        using var scope = NewDisposeScope();
        using var sut = jit.load(Archive());

        var sum = sut.invoke<Tensor>("add", tensor(new[] { 1f, 2f }), tensor(new[] { 3f, 4f }));
        sut.invoke("add", sum, sum);

        Assert.Equal([4f, 6f], sum.data<float>().ToArray());
        Assert.Equal(2, sut.invoke<Scalar>("count").ToInt32());
    }

    [Fact]
    public void Invoke_UnknownMethodOrDisposed_Throws()
    {
        var sut = jit.load(Archive());

        Assert.Throws<ExternalException>(() => sut.invoke("subtract"));
        Assert.Throws<ArgumentNullException>(() => sut.invoke(""));
        sut.Dispose();
        sut.Dispose();
        Assert.ThrowsAny<Exception>(() => sut.invoke("count"));
    }

    [Fact]
    public void Load_NoArchive_Throws() => Assert.Throws<ExternalException>(() => jit.load("no archive"u8.ToArray()));

    private static byte[] Archive()
    {
        byte[] attributes =
            [0x80, 2, .. "c__torch__\nAdder\n)"u8, 0x81, .. "}("u8, .. Text("training"), 0x89, .. Text("sums"), .. "]ub."u8];
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in new[] { ("data.pkl", attributes), ("code/__torch__.py", Encoding.UTF8.GetBytes(
                Code.ReplaceLineEndings("\n"))), ("constants.pkl", [0x80, 2, (byte)')', (byte)'.']), ("version", "3\n"u8.ToArray()) })
            {
                using var entry = zip.CreateEntry($"adder/{name}", CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }
        return bytes.ToArray();
    }

    private static byte[] Text(string text) => [(byte)'X', (byte)text.Length, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)];
}

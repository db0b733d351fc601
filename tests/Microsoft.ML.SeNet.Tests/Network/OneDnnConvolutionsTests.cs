using System.Runtime.InteropServices;
using Microsoft.ML.SeNet.Network;
using static TorchSharp.torch;

namespace Microsoft.ML.SeNet.Tests.Network;

public class OneDnnConvolutionsTests : TensorTest
{
    [SkippableFact]
    public void Obstacle_LibtorchWithOneDnn_IsNone()
    {
        OneDnn.Need();

        Assert.Null(OneDnnConvolutions.Obstacle);
    }

    [SkippableTheory]
    [InlineData(16, 32, 3, 1, 1, true)]
    [InlineData(16, 32, 3, 2, 4, false)]
    [InlineData(3, 8, 7, 2, 1, true)]
    [InlineData(24, 5, 1, 1, 1, false)]
    [InlineData(24, 5, 1, 2, 1, true)]
    public void Run_ChannelsLast_IsTheConvolution(int from, int to, int kernel, int stride, int groups, bool relu)
    {
        OneDnn.Need();
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        using var sut = new OneDnnConvolutions();
        var (weight, bias) = (Pattern.Tensor("weight", to, from / groups, kernel, kernel), Pattern.Tensor("bias", to));
        var input = Pattern.Tensor("input", 2, 13, 9, from).permute(0, 3, 1, 2);
        sut.Add(ones(1, 1, 1, 1), zeros(1), stride: 1, padding: 0, groups: 1, relu: false);

        var number = sut.Add(weight, bias, stride, kernel / 2, groups, relu);
        var answer = sut.Run(input, number);

        Assert.Equal(1, number);
        var expected = nn.functional.conv2d(input, weight, bias, strides: [stride, stride], padding: [kernel / 2, kernel / 2], groups: groups);
        Close.One("maps", relu ? expected.relu() : expected, answer, 1e-5);
        Assert.True(answer.permute(0, 2, 3, 1).is_contiguous());
    }

    [SkippableFact]
    public void Run_BFloat16_IsTheConvolutionToItsPrecision()
    {
        OneDnn.Need();
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        using var sut = new OneDnnConvolutions();
        var (weight, bias) = (Pattern.Tensor("weight", 32, 16, 3, 3).to(ScalarType.BFloat16), Pattern.Tensor("bias", 32).to(ScalarType.BFloat16));
        var input = Pattern.Tensor("input", 2, 13, 9, 16).permute(0, 3, 1, 2).to(ScalarType.BFloat16);

        var answer = sut.Run(input, sut.Add(weight, bias, stride: 1, padding: 1, groups: 1, relu: false));

        Assert.Equal(ScalarType.BFloat16, answer.dtype);
        var expected = nn.functional.conv2d(input.to(ScalarType.Float32), weight.to(ScalarType.Float32), bias.to(ScalarType.Float32), padding: [1, 1]);
        Close.One("maps", expected, answer.to(ScalarType.Float32), 1.0 / 128);
    }

    // Up to 3.3, oneDNN's AVX-512 kernels are made with what follows a convolution read from the descriptor of the thread that made the first one, whose end
    // frees it; they are made anew once 1024 others were made since. Then ReLU was missing, or std::bad_alloc was thrown.
    [SkippableTheory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Run_FirstOnAThreadThatEndedAndTheKernelsMadeAnew_GivesTheSameBits(ScalarType type)
    {
        OneDnn.Need();
        Skip.IfNot(NativeLibrary.TryLoad("libdnnl.so.2", out var library), "Needs a libtorch whose oneDNN is a library by itself.");
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        using var sut = new OneDnnConvolutions();
        var number = sut.Add(Pattern.Tensor("weight", 16, 3, 3, 3).to(type), Pattern.Tensor("bias", 16).to(type), stride: 1, padding: 1, groups: 1, relu: true);
        var input = Pattern.Tensor("input", 1, 11, 17, 3).permute(0, 3, 1, 2).to(type);

        float[] second = [];
        using var overwriting = new FreedMemoryIsOverwritten();
        var first = OnAThreadThatEnds(Answer, then: () => second = Answer());
        Forget(library);
        var third = Answer();

        Assert.Equal(first, second);
        Assert.Equal(first, third);

        float[] Answer()
        {
            using var answers = NewDisposeScope();
            using var untracked = inference_mode();
            _ = get_num_threads(); // has a new thread compute with as many as the others; setting them would make this thread forget its descriptors
            return sut.Run(input, number).to(ScalarType.Float32).permute(0, 2, 3, 1).contiguous().data<float>().ToArray();
        }
    }

    /// <summary>Does something on a thread, then something else on this one while that thread is alive, then has it end, the native thread too.</summary>
    private static T OnAThreadThatEnds<T>(Func<T> work, Action then)
    {
        var result = default(T)!;
        var native = "";
        using var isDone = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            native = "/proc/" + new FileInfo("/proc/thread-self").LinkTarget;
            result = work();
            isDone.Set();
            mayEnd.Wait();
        });
        thread.Start();
        isDone.Wait();
        then();
        mayEnd.Set();
        thread.Join();
        Assert.True(SpinWait.SpinUntil(() => !Directory.Exists(native), TimeSpan.FromSeconds(10)));
        return result;
    }

    private static unsafe void Forget(IntPtr library)
    {
        var setCapacity = (delegate* unmanaged[Cdecl]<int, int>)NativeLibrary.GetExport(library, "dnnl_set_primitive_cache_capacity");
        Assert.Equal(0, setCapacity(0));
        Assert.Equal(0, setCapacity(1024));
    }

    /// <summary>Has glibc fill what is freed.</summary>
    private sealed unsafe class FreedMemoryIsOverwritten : IDisposable
    {
        private const int Perturb = -6; // M_PERTURB

        private readonly delegate* unmanaged[Cdecl]<int, int, int> _mallopt =
            (delegate* unmanaged[Cdecl]<int, int, int>)NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "mallopt");

        internal FreedMemoryIsOverwritten() => _ = _mallopt(Perturb, 0xA5);

        public void Dispose() => _ = _mallopt(Perturb, 0);
    }
}

using System.Runtime.CompilerServices;

// Types that use every kind of syntax that the lists print; what they do does not matter.
namespace Samples;

public enum Mode : byte
{
    None = 0,
    Fast = 3,
}

public delegate bool Filter(int id, string? text = null);

public interface IModule<T, TResult>
{
    TResult call(T input);
}

public static class Extensions
{
    public static Tensor half<T>(this T module, bool non_blocking = false)
        where T : Module => throw new NotSupportedException();

    public static int Count<T>(T[,] array)
        where T : unmanaged => array.Length;
}

public sealed class Tensor : IDisposable
{
    private Tensor()
    {
    }

    ~Tensor()
    {
    }

    public string? name { get; set; }

    public Tensor this[(int? start, int? end) range] { get => this; set => _ = value; }

    public static implicit operator Tensor(long value) => throw new NotSupportedException();

    public static explicit operator double(Tensor value) => 0;

    public static Tensor operator +(Tensor left, Tensor right) => left;

    public (Tensor values, Tensor indices) max(long dim, params long[] more) => (this, this);

    public void Dispose() => GC.SuppressFinalize(this);
}

public abstract class Module(string name) : IDisposable
{
    public const Mode fast = Mode.Fast;
    public static readonly (float, float)[] pairs = [];
    protected const double euler = 0.5772156649015329;
    protected readonly string name = name;

    public event EventHandler<EventArgs>? Changed;

    public virtual bool training { get; protected set; }

    public static int Total { get; internal set; }

    public void Dispose() => Dispose(true);

    public override string ToString() => name;

    [Obsolete("Call half.")]
    public abstract long[][]? sizes(in int first, ref string second, out (int a, (int b, int c) d) third);

    protected virtual void Dispose(bool disposing) => Changed?.Invoke(this, EventArgs.Empty);

    protected internal virtual Module _to(Mode mode = Mode.Fast, System.Threading.CancellationToken token = default, Mode? other = null) => this;

    private protected static void Hidden()
    {
    }
}

public class Module<T, TResult> : Module, IModule<T, TResult>
    where T : class, IDisposable, new()
{
    protected internal Module()
        : base("")
    {
    }

    public (T first, TResult second) Both<TOther>(Func<T, (TOther, int)>? make = null) => throw new NotSupportedException();

    public TResult call(T input) => throw new NotSupportedException();

    [Obsolete("Call half.")]
    public sealed override long[][]? sizes(in int first, ref string second, out (int a, (int b, int c) d) third) => throw new NotSupportedException();

    public class Remover
    {
        public Remover(Module<T, TResult> module, string key) => Key = module.ToString() + key;

        internal string Key { get; }
    }
}

public struct Size
{
    public int width;

    [OverloadResolutionPriority(1)]
    public static double Scale(double eps = 1E-08, float factor = 1f, char side = 'L', char tab = '\t', string format = "g5", long dim = -1, bool keep = true) => eps;
}

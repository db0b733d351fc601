using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of random numbers.</summary>
    public class Generator : IDisposable
    {
        private readonly GeneratorHandle _handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            _handle = GeneratorHandle.Create(this.device);
            _handle.Seed = seed;
        }

        private Generator(GeneratorHandle handle)
        {
            device = CPU;
            _handle = handle;
        }

        internal GeneratorHandle OpenHandle => _handle.IsClosed ? throw new ObjectDisposedException(nameof(Generator)) : _handle;

        public IntPtr Handle => OpenHandle.DangerousGetHandle();

        public Device device { get; }

        /// <summary>The generator that operators use when none is given.</summary>
        public static Generator Default => new(GeneratorHandle.Default());

        public Generator manual_seed(long seed)
        {
            OpenHandle.Seed = unchecked((ulong)seed);
            return this;
        }

        /// <summary>Seeds with a number that no one can foresee, and tells it.</summary>
        public long seed() => unchecked((long)OpenHandle.SeedRandomly());

        public long initial_seed() => unchecked((long)OpenHandle.Seed);

        public Tensor get_state() => new(OpenHandle.GetState());

        public void set_state(Tensor value) => OpenHandle.SetState(value.OpenHandle);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing) => _handle.Dispose();
    }

    /// <summary>Seeds every generator of the process.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static long seed() => random.seed();

    public static long initial_seed() => random.initial_seed();

    public static Tensor get_rng_state() => random.get_rng_state();

    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static class random
    {
        public static Generator manual_seed(long seed)
        {
            GeneratorHandle.SeedAll(unchecked((ulong)seed));
            return Generator.Default;
        }

        public static long seed()
        {
            using var generator = Generator.Default;
            return generator.seed();
        }

        public static long initial_seed()
        {
            using var generator = Generator.Default;
            return generator.initial_seed();
        }

        public static Tensor get_rng_state()
        {
            using var generator = Generator.Default;
            return generator.get_state();
        }

        public static void set_rng_state(Tensor new_state)
        {
            using var generator = Generator.Default;
            generator.set_state(new_state);
        }
    }
}

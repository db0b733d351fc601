using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    // The numbers that a tensor holds, and the streams they travel through.
    public unsafe partial class Tensor
    {
        /// <summary>Views the numbers; the shape may be strided, the tensor must be on the CPU.</summary>
        public TensorAccessor<T> data<T>() where T : struct
        {
            CheckElement<T>();
            CheckOnCpu();
            return new TensorAccessor<T>(this);
        }

        private void CheckElement<T>() where T : struct
        {
            var expected = ElementTypes.ManagedTypes(dtype);
            if (!expected.Contains(typeof(T)))
                throw new ArgumentException($"{dtype} cannot be accessed as {typeof(T).Name}.");
        }

        private void CheckOnCpu()
        {
            if (device_type != DeviceType.CPU)
                throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        }

        /// <summary>The address of the first number, of a contiguous tensor on the CPU.</summary>
        private byte* ContiguousData()
        {
            if (!is_contiguous())
                throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
            CheckOnCpu();
            return (byte*)Facts.Data;
        }

        internal IntPtr DataPointer => Facts.Data;

        public Span<byte> bytes
        {
            get
            {
                var total = NumberOfElements * ElementSize;
                var data = ContiguousData();
                if (total > int.MaxValue)
                    throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                return new Span<byte>(data, (int)total);
            }
            set
            {
                if (!is_contiguous())
                    throw new InvalidOperationException("SetBytes() called on non-contiguous tensor.");
                if (NumberOfElements * ElementSize != value.Length)
                    throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(bytes);
            }
        }

        /// <summary>Writes the memory as it is; no buffer is needed, so its size means nothing.</summary>
        public void WriteBytesToStream(System.IO.Stream stream, int bufferSize = 1024)
        {
            var data = ContiguousData();
            var left = NumberOfElements * ElementSize;
            for (var chunk = 0; left > 0; left -= chunk, data += chunk)
            {
                chunk = (int)Math.Min(left, StreamChunk);
                stream.Write(new ReadOnlySpan<byte>(data, chunk));
            }
            GC.KeepAlive(this);
        }

        /// <summary>Fills the memory from a stream, which must hold as much.</summary>
        public void ReadBytesFromStream(System.IO.Stream stream, int bufferSize = 1024)
        {
            var data = ContiguousData();
            var left = NumberOfElements * ElementSize;
            for (var chunk = 0; left > 0; left -= chunk, data += chunk)
            {
                chunk = (int)Math.Min(left, StreamChunk);
                stream.ReadExactly(new Span<byte>(data, chunk));
            }
            GC.KeepAlive(this);
        }

        /// <summary>Straight from and to the tensor's memory, so a chunk costs no buffer.</summary>
        private const int StreamChunk = 1 << 24;

        public Scalar ToScalar()
        {
            using var cpu = device_type == DeviceType.CPU ? null : this.cpu();
            return Scalar.From(Aten._local_scalar_dense.Number((cpu ?? this).CheckedSingle()), dtype);
        }

        private Tensor CheckedSingle() => NumberOfElements == 1
            ? this
            : throw new ArgumentException("Number of elements in the tensor must be 1");

        public T item<T>() where T : struct
        {
            if (NumberOfElements != 1)
                throw new ArgumentException($"item() only works on singleton tensors, but got tensor of shape ({string.Join(", ", shape)}).");
            using var cpu = this.cpu();
            return cpu.data<T>().ToArray()[0];
        }

        public T ReadCpuValue<T>(long i) where T : struct => data<T>()[Unravel(i)];

        private long[] Unravel(long index)
        {
            var sizes = shape;
            if (index < 0 || index >= NumberOfElements)
                throw new IndexOutOfRangeException("The index is greater than the number of elements in the tensor");
            var indices = new long[sizes.Length];
            for (var i = sizes.Length - 1; i >= 0; i--)
                (index, indices[i]) = Math.DivRem(index, sizes[i]);
            return indices;
        }
    }
}

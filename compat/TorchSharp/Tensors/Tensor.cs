using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A libtorch tensor; lives until it is disposed, by hand or by its dispose scope. This file: its lifetime.</summary>
    public partial class Tensor : IDisposable
    {
        private TensorHandle? _handle;

        internal Tensor(IntPtr handle, bool register = true) : this(new TensorHandle(handle), register)
        {
        }

        internal Tensor(TensorHandle handle, bool register)
        {
            _handle = handle;
            if (register)
                OwningDisposeScope = DisposeScopeManager.ThreadSingleton.Register(this);
        }

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>The handle of a tensor that was not disposed; anything else is the caller's mistake.</summary>
        internal TensorHandle OpenHandle => _handle ?? throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public static long TotalCount => TensorHandle.LiveCount;

        public static long PeakCount => TensorHandle.PeakCount;

        public IntPtr Handle => OpenHandle.DangerousGetHandle();

        public bool IsInvalid => _handle is null;

        public string? name { get; set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref _handle, null) is not { } handle)
                return; // disposed, perhaps by another thread just now
            DisposeScopeManager.ThreadSingleton.Disposing(this);
            OwningDisposeScope?.MarkAsDisposed(this);
            handle.Dispose();
        }

        /// <summary>Gives the native tensor away; this object is then as if disposed.</summary>
        internal TensorHandle MoveHandle() => Interlocked.Exchange(ref _handle, null) ?? OpenHandle;

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is null && other is not null)
                other.Attach(this);
            else
                OwningDisposeScope?.MoveToOther(other, this);
            return this;
        }

        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        /// <summary>Equality is that of the values, so the hash is that of the object, as in TorchSharp.</summary>
        public override int GetHashCode() => base.GetHashCode();
    }
}

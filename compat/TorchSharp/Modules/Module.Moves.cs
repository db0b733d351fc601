using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Other types, other devices: each tensor is replaced by its copy, in the registers and in the fields that hold it.
        public partial class Module
        {
            private Device _device = CPU;

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                CheckCanBe(dtype);
                _toEpilog(dtype, non_blocking);
                return this;
            }

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                var device = Checked(new Device(deviceType, deviceType == DeviceType.CUDA ? deviceIndex : -1));
                if (device.type != _device.type || device.index != _device.index)
                    _toEpilog(deviceType, device.index, non_blocking);
                return this;
            }

            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                CheckCanBe(dtype);
                _toEpilog(Checked(device.type == DeviceType.CUDA ? device : new Device(device.type)), dtype, non_blocking);
                return this;
            }

            public Module _to(Tensor other, bool non_blocking)
            {
                _to(other.dtype, non_blocking);
                return _to(other.device_type, other.device_index, non_blocking);
            }

            private static void CheckCanBe(ScalarType dtype)
            {
                if (!is_floating_point(dtype) && !is_complex(dtype))
                    throw new ArgumentException($"nn.Module.to only accepts floating point or complex types, but got desired dtype={dtype}");
            }

            /// <summary>By number, so that moving to "cuda" what is there already keeps the tensors.</summary>
            private static Device Checked(Device device)
            {
                if (device.type == DeviceType.CUDA && !cuda.is_available())
                    throw new InvalidOperationException("CUDA is not available.");
                return InitializeDevice(device).Numbered();
            }

            protected void _toEpilog(ScalarType dtype, bool non_blocking) => Move(dtype, null, non_blocking);

            protected void _toEpilog(Device device, ScalarType dtype, bool non_blocking) => Move(dtype, device, non_blocking);

            protected void _toEpilog(DeviceType deviceType, int deviceIndex, bool non_blocking) => Move(null, new Device(deviceType, deviceIndex), non_blocking);

            private void Move(ScalarType? dtype, Device? device, bool nonBlocking)
            {
                foreach (var (_, child) in named_children())
                {
                    if (device is null)
                        child._to(dtype!.Value, nonBlocking);
                    else if (dtype is null)
                        child._to(device.type, device.index, nonBlocking);
                    else
                        child._to(device, dtype.Value, nonBlocking);
                }
                foreach (var (own, parameter) in named_parameters(false).ToList())
                    if (Moved(parameter, dtype, device, nonBlocking) is { } moved && !PutIntoProperty(own, moved))
                    {
                        parameter.Dispose();
                        ConditionallyRegisterParameter(own, moved);
                        PutIntoField(own, moved);
                    }
                foreach (var (own, buffer) in named_buffers(false).ToList())
                    if (Moved(buffer, dtype, device, nonBlocking) is { } moved && !PutIntoProperty(own, moved))
                    {
                        ConditionallyRegisterBuffer(own, moved);
                        PutIntoField(own, moved);
                    }
                _device = device ?? _device;
                OnMoved();
            }

            /// <summary>For a module that keeps its tensors where no field of its own shows them.</summary>
            private protected virtual void OnMoved()
            {
            }

            /// <summary>The parameter as it would be there, with its gradient; null if it is so already. A leaf, and no dispose scope's.</summary>
            private static Parameter? Moved(Parameter parameter, ScalarType? dtype, Device? device, bool nonBlocking)
            {
                using var gradient = parameter.grad;
                if (!WillCopy(parameter, dtype, device) && (gradient is null || !WillCopy(gradient, dtype, device)))
                    return null;
                using var untracked = no_grad();
                var moved = new Parameter(Converted(parameter, dtype, device, nonBlocking), parameter.requires_grad);
                moved.DetachFromDisposeScope();
                if (gradient is not null)
                {
                    using var movedGradient = Converted(gradient, dtype, device, nonBlocking).with_requires_grad(gradient.requires_grad);
                    moved.grad = movedGradient;
                }
                return moved;
            }

            private static Tensor? Moved(Tensor buffer, ScalarType? dtype, Device? device, bool nonBlocking)
            {
                if (!WillCopy(buffer, dtype, device))
                    return null;
                var moved = Converted(buffer, dtype, device, nonBlocking).DetachFromDisposeScope();
                buffer.Dispose();
                return moved;
            }

            private static bool WillCopy(Tensor tensor, ScalarType? dtype, Device? device) =>
                tensor.ToWillCopy(dtype ?? tensor.dtype, device ?? tensor.device);

            /// <summary>Counts and truth values keep their type.</summary>
            private static Tensor Converted(Tensor tensor, ScalarType? dtype, Device? device, bool nonBlocking)
            {
                var type = tensor.is_floating_point() || tensor.is_complex() ? dtype ?? tensor.dtype : tensor.dtype;
                return tensor.to(type, device ?? tensor.device, non_blocking: nonBlocking);
            }

            private bool PutIntoProperty(string name, Tensor value)
            {
                var property = GetType().GetProperty(name);
                property?.SetValue(this, value);
                return property is not null;
            }

            private void PutIntoField(string name, Tensor value) =>
                FieldsOf(GetType()).FirstOrDefault(field => field.ComponentName() == name)?.SetValue(this, value);
        }
    }
}

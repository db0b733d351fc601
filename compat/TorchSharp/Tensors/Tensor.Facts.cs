using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // Shape, type and place of a tensor.
    public partial class Tensor
    {
        private TensorFacts Facts => TensorNative.Facts(OpenHandle);

        public long Dimensions => Facts.Dimensions;

        public long dim() => Dimensions;

        public long ndim => Dimensions;

        public long NumberOfElements => Facts.Elements;

        public long numel() => NumberOfElements;

        public long ElementSize => Facts.ElementSize;

        public long element_size() => ElementSize;

        public long[] shape => TensorNative.Sizes(OpenHandle);

        public long[] size() => shape;

        public long size(int dim) => At(shape, dim);

        public long[] stride() => TensorNative.Strides(OpenHandle);

        public long stride(int dim) => At(stride(), dim);

        private static long At(long[] numbers, int dim) => numbers[dim < 0 ? dim + numbers.Length : dim];

        public ScalarType dtype => (ScalarType)Facts.ScalarType;

        public DeviceType device_type => (DeviceType)Facts.DeviceType;

        public int device_index => Facts.DeviceIndex;

        public Device device
        {
            get
            {
                var facts = Facts;
                return (DeviceType)facts.DeviceType == DeviceType.CPU ? CPU : new Device((DeviceType)facts.DeviceType, facts.DeviceIndex);
            }
        }

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_sparse => Facts.IsSparse != 0;

        public bool is_leaf => Facts.IsLeaf != 0;

        public bool is_contiguous()
        {
            var facts = Facts;
            return facts.Elements == 0 || facts.Dimensions == 0 || IsRowMajor(shape, stride());
        }

        private static bool IsRowMajor(long[] sizes, long[] strides)
        {
            var expected = 1L;
            for (var i = sizes.Length - 1; i >= 0; i--)
            {
                if (sizes[i] == 1)
                    continue;
                if (strides[i] != expected)
                    return false;
                expected *= sizes[i];
            }
            return true;
        }

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public override string ToString() => ToString(TensorStringStyle.Metadata);

        public string ToString(TensorStringStyle style, string? fltFormat = null, int? width = null, System.Globalization.CultureInfo? cultureInfo = null, string? newLine = null)
        {
            if (IsInvalid)
                return "[invalid]";
            if (style != TensorStringStyle.Metadata)
                throw new NotSupportedException($"Only TensorStringStyle.Metadata is written by this subset, got {style}.");
            return $"[{string.Join('x', shape)}], type = {dtype}, device = {device}";
        }
    }
}

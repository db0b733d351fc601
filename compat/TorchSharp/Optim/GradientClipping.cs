using TorchSharp.Modules;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Scales the gradients together so that their joint norm is at most <paramref name="max_norm"/>; gives the norm before.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using var untracked = no_grad();
                var gradients = GradientsOf(tensors);
                if (gradients.Count == 0)
                    return 0;
                var norms = Aten._foreach_norm.List(Value.Tensors(gradients), norm_type);
                var total = norms.Length == 1 ? norms[0] : stack(OnOneDevice(norms)).norm((float)norm_type);
                var scale = (max_norm / (total + 1e-6)).clamp_max(1.0).ToDouble();
                if (scale != 1)
                    Aten._foreach_mul_.Run(Value.Tensors(gradients), scale);
                return total.ToDouble();
            }

            /// <summary>Limits each number of each gradient to ±<paramref name="clip_value"/>.</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var scope = NewDisposeScope();
                using var untracked = no_grad();
                foreach (var gradient in GradientsOf(tensors))
                    gradient.clamp_(-clip_value, clip_value);
            }

            private static List<Tensor> GradientsOf(IEnumerable<Parameter> parameters) =>
                parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToList();

            private static IEnumerable<Tensor> OnOneDevice(Tensor[] norms) => norms.Select(norm => norm.to(norms[0].device));
        }
    }
}

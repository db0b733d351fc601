using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    // Arithmetic, element by element, out of place and in place.
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Aten.add.Tensor(this, target);
        public Tensor add(Tensor target, Scalar alpha) => Aten.add.Tensor(this, target, alpha);
        public Tensor add(Scalar scalar) => Aten.add_scalar.Tensor(this, scalar);
        public Tensor add_(Tensor target) => Aten.add_.InPlace(this, this, target);
        public Tensor add_(Tensor target, Scalar alpha) => Aten.add_.InPlace(this, this, target, alpha);
        public Tensor add_(Scalar scalar) => Aten.add_scalar_.InPlace(this, this, scalar);

        public Tensor sub(Tensor target) => Aten.sub.Tensor(this, target);
        public Tensor sub(Scalar target) => Aten.sub_scalar.Tensor(this, target);
        public Tensor sub_(Tensor target) => Aten.sub_.InPlace(this, this, target);
        public Tensor sub_(Scalar target) => Aten.sub_scalar_.InPlace(this, this, target);

        public Tensor mul(Tensor target) => Aten.mul.Tensor(this, target);
        public Tensor mul(Scalar target) => Aten.mul_scalar.Tensor(this, target);
        public Tensor mul_(Tensor target) => Aten.mul_.InPlace(this, this, target);
        public Tensor mul_(Scalar target) => Aten.mul_scalar_.InPlace(this, this, target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => Aten.div_mode.Tensor(this, target, Name(rounding_mode));
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => Aten.div_scalar_mode.Tensor(this, target, Name(rounding_mode));
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => Aten.div_mode_.InPlace(this, this, target, Name(rounding_mode));
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => Aten.div_scalar_mode_.InPlace(this, this, target, Name(rounding_mode));

        private static string? Name(RoundingMode mode) => mode == RoundingMode.None ? null : mode.ToString();

        public Tensor remainder(Tensor target) => Aten.remainder.Tensor(this, target);
        public Tensor remainder(Scalar scalar) => Aten.remainder_scalar.Tensor(this, scalar);
        public Tensor pow(Tensor exponent) => Aten.pow.Tensor(this, exponent);
        public Tensor pow(Scalar exponent) => Aten.pow_scalar.Tensor(this, exponent);
        public Tensor lerp(Tensor end, Tensor weight) => Aten.lerp.Tensor(this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => Aten.lerp_.InPlace(this, this, end, weight);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcmul_.InPlace(this, this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcdiv_.InPlace(this, this, tensor1, tensor2, value);

        public Tensor neg() => Aten.neg.Tensor(this);
        public Tensor neg_() => Aten.neg_.InPlace(this, this);
        public Tensor abs() => Aten.abs.Tensor(this);
        public Tensor abs_() => Aten.abs_.InPlace(this, this);
        public Tensor sqrt() => Aten.sqrt.Tensor(this);
        public Tensor sqrt_() => Aten.sqrt_.InPlace(this, this);
        public Tensor rsqrt() => Aten.rsqrt.Tensor(this);
        public Tensor rsqrt_() => Aten.rsqrt_.InPlace(this, this);
        public Tensor exp() => Aten.exp.Tensor(this);
        public Tensor exp_() => Aten.exp_.InPlace(this, this);
        public Tensor expm1() => Aten.expm1.Tensor(this);
        public Tensor log() => Aten.log.Tensor(this);
        public Tensor log_() => Aten.log_.InPlace(this, this);
        public Tensor log1p() => Aten.log1p.Tensor(this);
        public Tensor square() => Aten.square.Tensor(this);
        public Tensor reciprocal() => Aten.reciprocal.Tensor(this);
        public Tensor reciprocal_() => Aten.reciprocal_.InPlace(this, this);
        public Tensor sign() => Aten.sign.Tensor(this);
        public Tensor floor() => Aten.floor.Tensor(this);
        public Tensor ceil() => Aten.ceil.Tensor(this);
        public Tensor trunc() => Aten.trunc.Tensor(this);
        public Tensor sin() => Aten.sin.Tensor(this);
        public Tensor cos() => Aten.cos.Tensor(this);

        public Tensor relu() => Aten.relu.Tensor(this);
        public Tensor relu_() => Aten.relu_.InPlace(this, this);
        public Tensor sigmoid() => Aten.sigmoid.Tensor(this);
        public Tensor sigmoid_() => Aten.sigmoid_.InPlace(this, this);
        public Tensor tanh() => Aten.tanh.Tensor(this);
        public Tensor tanh_() => Aten.tanh_.InPlace(this, this);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Aten.clamp.Tensor(this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Aten.clamp_tensor.Tensor(this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Aten.clamp_.InPlace(this, this, min, max);
        public Tensor clamp_min(Scalar min) => Aten.clamp_min.Tensor(this, min);
        public Tensor clamp_max(Scalar max) => Aten.clamp_max.Tensor(this, max);
        public Tensor maximum(Tensor other) => Aten.maximum.Tensor(this, other);
        public Tensor minimum(Tensor other) => Aten.minimum.Tensor(this, other);

        public Tensor matmul(Tensor target) => Aten.matmul.Tensor(this, target);
        public Tensor mm(Tensor target) => Aten.mm.Tensor(this, target);
        public Tensor bmm(Tensor batch2) => Aten.bmm.Tensor(this, batch2);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1f, float alpha = 1f) => Aten.addmm.Tensor(this, mat1, mat2, beta, alpha);

        public Tensor fill_(Scalar value) => Aten.fill_.InPlace(this, this, value);
        public Tensor zero_() => Aten.zero_.InPlace(this, this);

        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) => Aten.normal_.InPlace(this, this, mean, std, generator);
        public Tensor uniform_(double from, double to, Generator? generator = null) => Aten.uniform_.InPlace(this, this, from, to, generator);
        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => Aten.bernoulli_.InPlace(this, this, p, generator);
        public Tensor bernoulli(Generator? generator = null) => Aten.bernoulli.Tensor(this, generator);
        public Tensor random_(double from, double to, Generator? generator = null) => Aten.random_.InPlace(this, this, (long)from, (long)to, generator);
        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) => Aten.multinomial.Tensor(this, num_samples, replacement, generator);
    }
}

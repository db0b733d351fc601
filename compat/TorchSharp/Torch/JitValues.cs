using TorchSharp.Native;

namespace TorchSharp;

/// <summary>Values on their way into TorchScript and back, as TorchSharp maps them.</summary>
internal static unsafe class JitValues
{
    private const int LongestTuple = 5;

    internal static Value Argument(object? argument) => argument switch
    {
        null => Value.None,
        torch.Tensor tensor => tensor,
        Scalar scalar => scalar,
        float number => (double)number,
        double number => number,
        bool truth => truth,
        int number => (long)number,
        long number => number,
        torch.Tensor[] tensors => Value.Tensors(tensors),
        _ => throw new NotImplementedException($"Passing arguments of type {argument.GetType().Name} to TorchScript."),
    };

    internal static object? Result(in NativeValue value) => value.Tag switch
    {
        Tag.None => null,
        Tag.Tensor => Results.Tensor(value),
        Tag.Int or Tag.Double or Tag.Bool => Number(value),
        Tag.TensorList => Results.Tensors(value),
        Tag.IntList => Array.ConvertAll(Results.Integers(value), number => (Scalar)number),
        Tag.DoubleList => Array.ConvertAll(Results.Reals(value), number => (Scalar)number),
        Tag.List => Narrowest(Items(value)),
        Tag.Tuple => Tuple(Items(value)),
        _ => throw new InvalidOperationException($"TorchScript gave a {value.Tag}."),
    };

    private static Scalar Number(in NativeValue value) => Scalar.From(value, torch.ScalarType.Float64);

    private static object?[] Items(in NativeValue value)
    {
        var items = new object?[value.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = Result(((NativeValue*)value.Pointer)[i]);
        NativeError.Free(value.Pointer);
        return items;
    }

    /// <summary>Numbers in an array of scalars, tensors in an array of tensors, anything else in an array of objects.</summary>
    private static Array Narrowest(object?[] items)
    {
        if (items.All(item => item is Scalar))
            return Array.ConvertAll(items, item => (Scalar)item!);
        return items.All(item => item is torch.Tensor) ? Array.ConvertAll(items, item => (torch.Tensor)item!) : items;
    }

    /// <summary>A tuple of one is its item; one of more than five comes back as an array.</summary>
    private static object? Tuple(object?[] items)
    {
        if (items.Length == 1)
            return items[0];
        var array = Narrowest(items);
        if (items.Length is 0 or > LongestTuple)
            return array;
        return array switch
        {
            torch.Tensor[] tensors => Tuple(tensors),
            Scalar[] scalars => Tuple(scalars),
            _ => Tuple<object?>(items),
        };
    }

    private static object Tuple<T>(T[] items) => items switch
    {
        [var a, var b] => (a, b),
        [var a, var b, var c] => (a, b, c),
        [var a, var b, var c, var d] => (a, b, c, d),
        [var a, var b, var c, var d, var e] => (a, b, c, d, e),
        _ => items,
    };
}

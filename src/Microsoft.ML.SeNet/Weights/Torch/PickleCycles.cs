namespace Microsoft.ML.SeNet.Weights.Torch;

/// <summary>Refuses containers that contain themselves. Looks at each container once and does not recurse, however deep they lie.</summary>
internal static class PickleCycles
{
    internal static void Refuse(object? root, PickleInput input)
    {
        var done = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var path = new Stack<(object Container, IEnumerator<object?> Items)>();
        Enter(root);
        while (path.TryPeek(out var top))
        {
            if (top.Items.MoveNext())
            {
                Enter(top.Items.Current);
                continue;
            }
            open.Remove(top.Container);
            done.Add(top.Container);
            path.Pop();
        }

        void Enter(object? value)
        {
            if (Items(value) is not { } items || done.Contains(value!))
                return;
            if (!open.Add(value!))
                throw input.Error("containers that end", "one that contains itself");
            path.Push((value!, items.GetEnumerator()));
        }
    }

    private static IEnumerable<object?>? Items(object? value) => value switch
    {
        PickleDictionary dictionary => dictionary.Select(pair => pair.Value), // a key that is no text is of no use to anyone
        List<object?> list => list,
        object?[] tuple => tuple,
        _ => null,
    };
}

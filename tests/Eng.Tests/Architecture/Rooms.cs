namespace SeNetMl.Eng.Tests.Architecture;

/// <summary>The rooms of a house: folders and their sub-folders, each of which may use those to its left alone.</summary>
/// <param name="folder">The house, relative to the repository, with a slash at its end.</param>
/// <param name="order">The rooms, relative to the house, from the left to the right.</param>
internal sealed class Rooms(string folder, params string[] order)
{
    /// <summary>The product's rooms; docs/architecture.md says what each is for.</summary>
    public static Rooms OfProduct { get; } = new(
        "src/Microsoft.ML.SeNet/",
        "Common", "Compute/OneDnn", "Compute", "Compute/Kernels", "Pictures", "Augmentation",
        "Network/Graph", "Network/Families", "Network", "Engines/Training", "Engines/Inference/Tiled", "Engines/Inference",
        "Weights/Safetensors", "Weights/Torch", "Weights/Onnx", "Weights/Flavors", "Weights",
        "Training", "Model", "Trainer", "Recipe", "Tuning", "FolderCheck", "Catalog");

    /// <summary>The rooms from the left to the right.</summary>
    public IReadOnlyList<string> Order => order;

    /// <summary>A file stands in a room of the list.</summary>
    public IEnumerable<string> WithoutARoom(IEnumerable<string> files) =>
        files.Where(file => !order.Contains(RoomOf(file)))
            .Select(file => $"{file}: expected a folder of {string.Join(", ", order)}, got {RoomOf(file)}.");

    /// <summary>A file uses what stands in its own room and in those to the left.</summary>
    public IEnumerable<string> ToTheRight(IEnumerable<Arrow> arrows) =>
        from arrow in arrows
        where Place(arrow.To) > Place(arrow.From)
        group arrow.Symbol by (arrow.From, arrow.Line, To: RoomOf(arrow.To)) into line
        select $"{line.Key.From}:{line.Key.Line}: expected nothing to the right of {RoomOf(line.Key.From)}, " +
            $"got {string.Join(", ", line.Distinct())} of {line.Key.To}.";

    /// <summary>No room uses one that uses it, itself or by others. A circle is told with an arrow for each of its sides.</summary>
    public IEnumerable<string> Circles(IEnumerable<Arrow> arrows)
    {
        var sides = arrows.Where(arrow => RoomOf(arrow.From) != RoomOf(arrow.To))
            .GroupBy(arrow => (From: RoomOf(arrow.From), To: RoomOf(arrow.To)))
            .ToDictionary(side => side.Key, side => side.First());
        var next = sides.Keys.ToLookup(side => side.From, side => side.To);
        var left = new HashSet<string>(); // Rooms whose circles are all named.
        foreach (string room in next.Select(side => side.Key).Order(StringComparer.Ordinal))
        {
            if (Way(next, room, left) is { } circle)
                yield return "expected no circle, got " + string.Join(", ", circle.Select(side => Told(side, sides[side]))) + ".";
            left.Add(room);
        }
    }

    /// <summary>The room of a file: its folder.</summary>
    public string RoomOf(string file)
    {
        string path = file.StartsWith(folder, StringComparison.Ordinal) ? file[folder.Length..] : file;
        return path.Contains('/') ? path[..path.LastIndexOf('/')] : "the root";
    }

    private int Place(string file) => Array.IndexOf(order, RoomOf(file));

    private static string Told((string From, string To) side, Arrow arrow) =>
        $"{side.From} → {side.To} ({arrow.From}:{arrow.Line}: {arrow.Symbol})";

    // The shortest way from a room back to it that enters none of those that are left out.
    private static IReadOnlyList<(string From, string To)>? Way(ILookup<string, string> next, string room, IReadOnlySet<string> without)
    {
        var cameFrom = new Dictionary<string, string>();
        var waiting = new Queue<string>([room]);
        while (waiting.TryDequeue(out string? at) && !cameFrom.ContainsKey(room))
        {
            foreach (string to in next[at].Where(to => !without.Contains(to) && cameFrom.TryAdd(to, at)))
                waiting.Enqueue(to);
        }
        if (!cameFrom.ContainsKey(room))
            return null;
        var way = new List<(string From, string To)> { (cameFrom[room], room) };
        while (way[0].From != room)
            way.Insert(0, (cameFrom[way[0].From], way[0].From));
        return way;
    }
}

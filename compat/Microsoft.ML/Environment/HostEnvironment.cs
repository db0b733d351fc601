namespace Microsoft.ML.Runtime;

/// <summary>An environment: the root, or (as <see cref="Host"/>) that of one component.</summary>
internal abstract class HostEnvironment : ChannelProvider, IHostEnvironmentInternal, ICancelable
{
    private readonly Lock _gate = new();
    private readonly List<WeakReference<Host>> _children = [];
    private readonly Dictionary<string, object?> _options = [];
    private readonly TauswortheHybrid _rand;
    private readonly HostEnvironment? _source;

    protected HostEnvironment(int? seed)
        : base(null, null)
    {
        Seed = seed;
        _rand = TauswortheHybrid.Create(seed);
        ComponentCatalog = new ComponentCatalog();
        Messages = new MessageDispatcher();
    }

    protected HostEnvironment(HostEnvironment source, string name, TauswortheHybrid rand)
        : base(name, source._source?.FullName)
    {
        (_source, _rand, ComponentCatalog, Messages) = (source, rand, source.ComponentCatalog, source.Messages);
        (Seed, GpuDeviceId, FallbackToCpu, IsCanceled) = (source.Seed, source.GpuDeviceId, source.FallbackToCpu, source.IsCanceled);
    }

    public int? Seed { get; }

    public ComponentCatalog ComponentCatalog { get; }

    public Random Rand => _rand;

    public string TempFilePath { get; set; } = Path.GetTempPath();

    public int? GpuDeviceId { get; set; }

    public bool FallbackToCpu { get; set; }

    public bool IsCanceled { get; private set; }

    /// <summary>As the genuine one: hosts inside hosts keep the folder for temporary files of the system.</summary>
    protected virtual bool PassesSettingsOn => true;

    internal MessageDispatcher Messages { get; }

    public IHost Register(string name, int? seed = null, bool? verbose = null)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        lock (_gate)
        {
            _children.RemoveAll(child => !child.TryGetTarget(out _));
            var host = new Host(this, name, seed is { } own ? TauswortheHybrid.Create(own) : new TauswortheHybrid(_rand));
            if (PassesSettingsOn)
                (host.TempFilePath, host.GpuDeviceId, host.FallbackToCpu) = (TempFilePath, GpuDeviceId, FallbackToCpu);
            _children.Add(new WeakReference<Host>(host));
            return host;
        }
    }

    public void CancelExecution()
    {
        lock (_gate)
        {
            foreach (var child in _children)
            {
                if (child.TryGetTarget(out var host))
                    host.CancelExecution();
            }
            _children.Clear();
            IsCanceled = true;
        }
    }

    public IChannel Start(string name) => new Channel(this, name, Messages);

    public IPipe<TMessage> StartPipe<TMessage>(string name) => new Pipe<TMessage>(this, name, static (_, _) => { });

    public IProgressChannel StartProgressChannel(string name)
    {
        Contracts.CheckNonEmpty(name, nameof(name));
        return new ProgressChannel(this);
    }

    public bool TryAddOption<T>(string name, T value) => _options.TryAdd(Key(name), value);

    public void SetOption<T>(string name, T value) => _options[Key(name)] = value;

    public bool TryGetOption<T>(string name, out T value)
    {
        bool found = _options.TryGetValue(Key(name), out object? option) && option is T;
        value = found ? (T)option! : default!;
        return found;
    }

    public T GetOptionOrDefault<T>(string name)
    {
        if (!_options.TryGetValue(Key(name), out object? option))
            _options[name] = option = default(T);
        return (T)option!;
    }

    public bool RemoveOption(string name) => _options.Remove(Key(name));

    private static string Key(string name) => string.IsNullOrWhiteSpace(name) ? throw new ArgumentNullException(nameof(name)) : name;
}

/// <summary>The root that an MLContext stands on.</summary>
internal sealed class LocalEnvironment(int? seed) : HostEnvironment(seed)
{
    public override string ContextDescription => "HostEnvironment";

    public override TException Process<TException>(TException ex)
    {
        ex.Data[ThrowingComponentKey] = "Environment";
        return Contracts.Mark(ex);
    }
}

/// <summary>The environment of one component.</summary>
internal sealed class Host(HostEnvironment source, string name, TauswortheHybrid rand) : HostEnvironment(source, name, rand), IHost
{
    protected override bool PassesSettingsOn => false;
}

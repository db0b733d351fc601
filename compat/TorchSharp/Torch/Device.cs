namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where tensors live: "cpu", "cuda" (the current one), "cuda:1", "meta".</summary>
    public class Device
    {
        public Device(DeviceType deviceType, int index = -1)
        {
            type = Enum.IsDefined(deviceType)
                ? deviceType
                : throw new ArgumentException($"Device type: expected one of {string.Join(", ", Enum.GetNames<DeviceType>())}, got {deviceType}.");
            this.index = index is >= -1 and <= sbyte.MaxValue
                ? index
                : throw new ArgumentException($"Device index: expected -1 to {sbyte.MaxValue}, got {index}.");
        }

        public Device(string deviceType, int index = -1) : this(ParseType(deviceType), index)
        {
        }

        public Device(string description) : this(ParseType(description.Split(':')[0]), ParseIndex(description))
        {
        }

        public Device(int index) : this(DeviceType.CUDA, index)
        {
        }

        public DeviceType type { get; }

        /// <summary>The number of the device; −1: the current one of its type.</summary>
        public int index { get; }

        /// <summary>Type in the low byte, index above it: what the shim unpacks.</summary>
        internal long NativeCode => (long)type | ((long)index << 8);

        /// <summary>This device by its number, where −1 left that to what is current now.</summary>
        internal Device Numbered()
        {
            if (type != DeviceType.CUDA || index >= 0)
                return this;
            using var there = empty([0L], device: this);
            return there.device;
        }

        private static DeviceType ParseType(string name) => name.ToLowerInvariant() switch
        {
            "cpu" => DeviceType.CPU,
            "cuda" => DeviceType.CUDA,
            "meta" => DeviceType.META,
            "mps" => DeviceType.MPS,
            "xla" => DeviceType.XLA,
            _ => throw new ArgumentException($"Unrecognized device type: {name}"),
        };

        private static int ParseIndex(string description)
        {
            var parts = description.Split(':');
            if (parts.Length == 1)
                return -1;
            return parts.Length == 2 && int.TryParse(parts[1], out var index)
                ? index
                : throw new ArgumentException($"Invalid device name {description}");
        }

        public override string ToString() => type == DeviceType.CPU || index == -1 ? type.ToString().ToLowerInvariant() : $"{type.ToString().ToLowerInvariant()}:{index}";

        public static implicit operator Device(string description) => new(description);
    }

    public static readonly Device CPU = new(DeviceType.CPU);

    public static readonly Device META = new(DeviceType.META);

    public static Device CUDA => TryInitializeDeviceType(DeviceType.CUDA)
        ? new Device(DeviceType.CUDA)
        : throw new InvalidOperationException("Torch device type CUDA did not initialise on the current machine.");

    public static Device device(string description) => InitializeDevice(new Device(description));

    public static Device device(string deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));

    public static Device device(DeviceType deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));

    public static Device device(int index) => new(index);

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType != DeviceType.CUDA || cuda.is_available();

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException($"Torch device type {deviceType} did not initialise on the current machine.");
    }

    public static Device InitializeDevice(Device? device)
    {
        device ??= CPU;
        InitializeDeviceType(device.type);
        return device;
    }
}

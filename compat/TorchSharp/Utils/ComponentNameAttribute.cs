using System.Reflection;

namespace TorchSharp.Utils
{
    /// <summary>The name under which a module registers what a field holds, where it is not the field's own.</summary>
    public class ComponentNameAttribute : Attribute
    {
        public string Name { get; set; } = null!;
    }
}

namespace TorchSharp
{
    public static class FieldInfoExtensionMethods
    {
        public static string ComponentName(this FieldInfo field) => field.GetCustomAttribute<Utils.ComponentNameAttribute>()?.Name ?? field.Name;
    }
}

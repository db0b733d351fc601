namespace Microsoft.ML.Data;

/// <summary>Put on a member of a row class, it binds a custom type to a type of the schema.</summary>
public abstract class DataViewTypeAttribute : Attribute, IEquatable<DataViewTypeAttribute>
{
    public abstract void Register();

    public abstract bool Equals(DataViewTypeAttribute? other);
}

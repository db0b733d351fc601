using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace SeNetMl.MicrosoftML.Tests.Images;

/// <summary>Pictures as data views, and back.</summary>
internal static class ImageRows
{
    /// <summary>A column Image with these pictures, of the first one's size.</summary>
    public static IDataView View(MLContext ml, params MLImage[] images)
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        new ImageTypeAttribute(images[0].Height, images[0].Width).Register(); // else in-memory rows know no getter for it
        definition["Image"].ColumnType = new ImageDataViewType(images[0].Height, images[0].Width);
        return ml.Data.LoadFromEnumerable(images.Select(image => new Row { Image = image }), definition);
    }

    /// <summary>The value of a column in the first row.</summary>
    public static T First<T>(IDataView data, string column)
    {
        // Not disposed: with the cursor goes its last picture.
        var cursor = data.GetRowCursor([data.Schema[column]]);
        Assert.True(cursor.MoveNext());
        T value = default!;
        cursor.GetGetter<T>(data.Schema[column])(ref value);
        return value;
    }

    private sealed class Row
    {
        [ImageType(1, 1)]
        public MLImage? Image { get; set; }
    }
}

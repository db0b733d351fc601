using Microsoft.ML.SeNet.Network;
namespace Microsoft.ML.SeNet.Tests.Network;
public class PackedConvolutionsTests : TensorTest
{
    [Fact]
    public void Obstacle_ThisLibtorch_IsNone() => Assert.Null(PackedConvolutions.Obstacle);
}

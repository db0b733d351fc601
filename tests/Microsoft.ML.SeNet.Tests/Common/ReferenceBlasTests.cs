using Microsoft.ML.SeNet.Common;

namespace Microsoft.ML.SeNet.Tests.Common;

public class ReferenceBlasTests
{
    private const string Torch = "/usr/lib/x86_64-linux-gnu/libtorch_cpu.so.1.13.1";
    private const string Reference = "/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0";

    [Theory]
    [InlineData(Reference, Torch, Reference, "/usr/lib/x86_64-linux-gnu/lapack/liblapack.so.3.11.0")]
    [InlineData("/usr/lib64/libblas.so.3.12.0", Torch, "/usr/lib64/libblas.so.3.12.0")]
    [InlineData(null, Torch, "/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3", "/usr/lib/x86_64-linux-gnu/openblas-openmp/libopenblasp-r0.3.21.so")]
    [InlineData(null, Torch, "/usr/lib/x86_64-linux-gnu/openblas-openmp/libblas.so.3")]
    [InlineData(null, Torch, Reference, "/opt/intel/libmkl_rt.so.2")]
    [InlineData(null, "/home/me/app/libtorch_cpu.so", "/home/me/app/libgomp-52f2fd74.so.1")] // built in
    [InlineData(null)]
    public void Find_LibrariesOfAProcess_IsTheReferenceBlasIfThatServes(string? expected, params string[] mapped) => Assert.Equal(expected, ReferenceBlas.Find(mapped));

    [Fact]
    public void Warning_NamesFileAndPackage() => Assert.Equal(
        "libtorch computes with the reference BLAS ('/usr/lib/x86_64-linux-gnu/blas/libblas.so.3.11.0'), which needs several times as long as a fast one. Install one, then start again: apt-get install libopenblas0-openmp",
        ReferenceBlas.Warning(Reference));
}

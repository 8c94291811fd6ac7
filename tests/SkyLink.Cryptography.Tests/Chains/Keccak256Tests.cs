using System.Security.Cryptography;
using SkyLink.Testing;

namespace SkyLink.Cryptography.Chains;

public sealed class Keccak256Tests
{
    [Fact]
    public void Hashes_are_those_of_ethers()
    {
        var vectors = EthersVectors.Read("hashes");
        Assert.Equal(516, vectors.Length);
        foreach (var vector in vectors)
        {
            Assert.Equal(vector.Text("keccak256"), EthersVectors.Hex(Keccak256.Hash(vector.Bytes("data"))));

            // The file has two more hashes of the same data, which .NET computes.
            Assert.Equal(vector.Text("sha256"), EthersVectors.Hex(SHA256.HashData(vector.Bytes("data"))));
            Assert.Equal(vector.Text("sha512"), EthersVectors.Hex(SHA512.HashData(vector.Bytes("data"))));
        }
    }

    /// <summary>The examples of the paper that defines it.</summary>
    [Theory]
    [InlineData("", "9c1185a5c5e9fc54612808977ee8f548b2258d31")]
    [InlineData("abc", "8eb208f7e05d987a9b044a8e98c6b087f15a0bfc")]
    [InlineData("message digest", "5d0689ef49d2fae572b881b123a85ffa21595f36")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "12a053384a9c0c88e405a06c27dcf49ada62eb2b")]
    public void Ripemd160_is_that_of_the_paper(string message, string expected) =>
        Assert.Equal(expected, Convert.ToHexStringLower(Ripemd160.Hash(System.Text.Encoding.ASCII.GetBytes(message))));

    [Fact]
    public void Hashing_into_a_buffer_allocates_nothing()
    {
        var message = new byte[1000];
        var hash = new byte[Keccak256.Size];
        Assert.Equal(0, Allocations.Least(() =>
        {
            Keccak256.Hash(message, hash);
            return true;
        }));
        Assert.Throws<ArgumentException>(() => Keccak256.Hash(message, new byte[31]));
    }
}

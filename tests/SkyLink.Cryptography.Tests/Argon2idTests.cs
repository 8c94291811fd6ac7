using System.Text;

namespace SkyLink.Cryptography;

public sealed class Argon2idTests
{
    /// <summary>Section 5.3 of RFC 9106.</summary>
    [Fact]
    public void The_test_vector_of_RFC_9106_comes_out()
    {
        var tag = new byte[32];
        Argon2id.Hash(
            Repeat(1, 32), Repeat(2, 16), Repeat(3, 8), Repeat(4, 12),
            new Argon2Cost(MemoryKib: 32, Passes: 3, Lanes: 4), tag);
        Assert.Equal("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659", Convert.ToHexStringLower(tag));
    }

    /// <summary>
    /// Sections and lanes beyond 128 blocks, where address blocks are made anew, as published with the reference
    /// implementation.
    /// </summary>
    [Theory]
    [InlineData(65_536, 2, 1, "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7")]
    [InlineData(256, 2, 1, "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe")]
    [InlineData(256, 2, 2, "6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037")]
    [InlineData(65_536, 1, 1, "f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98")]
    [InlineData(65_536, 4, 1, "9025d48e68ef7395cca9079da4c4ec3affb3c8911fe4f86d1a2520856f63172c")]
    public void The_hashes_of_the_reference_implementation_come_out(
        int memoryKib, int passes, int lanes, string expected)
    {
        var tag = new byte[32];
        Argon2id.Hash("password"u8, "somesalt"u8, new Argon2Cost(memoryKib, passes, lanes), tag);
        Assert.Equal(expected, Convert.ToHexStringLower(tag));
    }

    [Theory]
    [InlineData(7, 1, 1)]
    [InlineData(16, 1, 3)]
    [InlineData(32, 0, 1)]
    [InlineData(32, 17, 1)]
    [InlineData(32, 1, 0)]
    [InlineData(1024, 1, 17)]
    [InlineData(262_145, 1, 1)]
    public void A_cost_outside_the_limits_is_a_bug(int memoryKib, int passes, int lanes) =>
        Assert.Throws<ArgumentException>(() =>
            Argon2id.Hash("password"u8, "somesalt"u8, new Argon2Cost(memoryKib, passes, lanes), new byte[32]));

    [Fact]
    public void Every_input_changes_the_hash()
    {
        var cost = new Argon2Cost(8, 1, 1);
        string[] hashes =
        [
            Hash("password", "somesalt", cost, 32), Hash("Password", "somesalt", cost, 32),
            Hash("password", "Somesalt", cost, 32), Hash("passwords", "omesaltX", cost, 32),
            Hash("password", "somesalt", cost with { Passes = 2 }, 32),
            Hash("password", "somesalt", cost with { MemoryKib = 9 }, 32), Hash("password", "somesalt", cost, 33)[..64],
            Hash("", "somesalt", cost, 32), Hash("password", "somesalt", cost, 100)[..64],
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    /// <summary>libsodium is the judge: lengths around each block boundary.</summary>
    [Fact]
    public void The_managed_BLAKE2b_agrees_with_libsodium()
    {
        var digest = new byte[64];
        for (var length = 0; length <= 520; length++)
        {
            var data = Enumerable.Range(0, length).Select(i => (byte)(i * 7)).ToArray();
            Blake2b.Hash(data, digest);
            Assert.Equal(Blake2b512.Hash(data), digest);
        }
    }

    private static string Hash(string password, string salt, Argon2Cost cost, int size)
    {
        var tag = new byte[size];
        Argon2id.Hash(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(salt), cost, tag);
        return Convert.ToHexStringLower(tag);
    }

    private static byte[] Repeat(byte value, int count) => [.. Enumerable.Repeat(value, count)];
}

namespace SkyLink.Cryptography.Sponges;

public sealed class SpongeTests
{
    /// <summary>Taken and given in pieces of every size, which must make no difference.</summary>
    [Theory]
    [InlineData("shake128", 150)]
    [InlineData("shake256", 25)]
    public void What_is_given_is_what_NIST_says(string file, int expected)
    {
        var tests = Vectors.Read($"crypto/acvp/{file}.json.gz").GetProperty("testGroups").EnumerateArray()
            .SelectMany(its => its.GetProperty("tests").EnumerateArray()).ToList();
        foreach (var (test, piece) in tests.Select((test, at) => (test, (at % 200) + 1)))
        {
            var shake = file == "shake128" ? Sponge.Shake128() : Sponge.Shake256();
            foreach (var part in test.Hex("msg").Chunk(piece))
            {
                shake.Absorb(part);
            }

            var output = new byte[test.GetProperty("outLen").GetInt32() / 8];
            for (var at = 0; at < output.Length; at += piece)
            {
                shake.Squeeze(output.AsSpan(at, Math.Min(piece, output.Length - at)));
            }

            Assert.Equal(test.Text("expected_md"), Convert.ToHexString(output), ignoreCase: true);
        }

        Assert.Equal(expected, tests.Count);
    }
}

namespace SkyLink.Cryptography.Lattices;

/// <summary>What the vectors of others reach only by chance: every number there is, and products by the schoolbook.</summary>
public sealed class RingTests
{
    private const int Half = (Ring.Q - 1) / 2;

    [Theory]
    [InlineData(44)]
    [InlineData(16)]
    public void Every_coefficient_splits_as_the_standard_says(int highValues)
    {
        var doubleGamma = (Ring.Q - 1) / highValues;
        Span<int> values = stackalloc int[Ring.Size];
        Span<int> high = stackalloc int[Ring.Size];
        for (var first = -Half; first < Half; first += Ring.Size)
        {
            for (var i = 0; i < Ring.Size; i++)
            {
                values[i] = first + i;
            }

            Rounding.Decompose(values, high, highValues);
            for (var i = 0; i < Ring.Size; i++)
            {
                var positive = first + i < 0 ? first + i + Ring.Q : first + i;
                var low = positive % doubleGamma;
                low = low > doubleGamma / 2 ? low - doubleGamma : low;
                var expected = positive - low == Ring.Q - 1 ? (0, low - 1) : ((positive - low) / doubleGamma, low);
                Assert.True(expected == (high[i], values[i]), $"{positive}");
            }
        }
    }

    /// <summary>The hint leads to the high bits of the sum, whatever small number was added.</summary>
    [Theory]
    [InlineData(44)]
    [InlineData(16)]
    public void A_hint_tells_the_high_bits_of_a_sum(int highValues)
    {
        var gamma = (Ring.Q - 1) / highValues / 2;
        var (sum, high, rest, hints) = (new int[Ring.Size], new int[Ring.Size], new int[Ring.Size], new int[Ring.Size]);
        for (var first = 0; first + (Ring.Size * 97) < Ring.Q; first += Ring.Size * 97)
        {
            for (var i = 0; i < Ring.Size; i++)
            {
                rest[i] = first + (i * 97);
            }

            Rounding.Decompose(rest, high, highValues);
            for (var i = 0; i < Ring.Size; i++)
            {
                var added = ((i * 7_919) % (2 * gamma)) - gamma;
                hints[i] = rest[i] + added;
                sum[i] = first + (i * 97) + added;
            }

            // The signer knows the high bits; the verifier the sum alone.
            var count = Rounding.MakeHints(hints, high, gamma);
            Assert.Equal(hints.Sum(), count);
            Rounding.UseHints(hints, sum, highValues);
            Assert.Equal(high, sum);
        }
    }

    [Fact]
    public void A_product_by_transforms_is_that_of_the_schoolbook()
    {
#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.
        var random = new Random(1971);
        var (a, b) = (new int[Ring.Size], new int[Ring.Size]);
        for (var i = 0; i < Ring.Size; i++)
        {
            (a[i], b[i]) = (random.Next(-Half, Half), random.Next(-Half, Half));
        }
#pragma warning restore CA5394

        var expected = Schoolbook(a, b);
        Ring.Transform(a);
        Ring.Transform(b);
        Ring.Multiply(a, b, a);
        Ring.TransformBack(a);
        Assert.Equal(expected, a.Select(Canonical));
    }

    [Theory]
    [InlineData(2, 39)]
    [InlineData(4, 49)]
    public void A_sparse_product_is_that_of_the_schoolbook(int eta, int tau)
    {
        var (challenge, turns) = (new sbyte[Ring.Size], new int[tau]);
        for (byte seed = 0; seed < 50; seed++)
        {
            Sampling.Challenge([seed], tau, challenge);
            Assert.Equal(tau, challenge.Count(one => one is 1 or -1));
            // All of one sign, so that sums grow as far as they can.
            var secret = Enumerable.Range(0, Ring.Size).Select(i => seed % 2 == 0 ? eta : (i % ((2 * eta) + 1)) - eta).ToArray();
            var (turned, product) = (new sbyte[SparseProduct.SecretSize], new int[Ring.Size]);
            SparseProduct.Prepare(secret, turned);
            SparseProduct.Turns(challenge, turns);
            SparseProduct.Multiply(turns, turned, eta, product);
            Assert.Equal(Schoolbook(secret, [.. challenge.Select(one => (int)one)]), product.Select(Canonical));
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(10)]
    [InlineData(13)]
    [InlineData(18)]
    [InlineData(20)]
    public void What_is_packed_is_read_again(int bits)
    {
        var values = Enumerable.Range(0, Ring.Size).Select(i => (int)((uint)(i * 0x9E37_79B1) >> (32 - bits))).ToArray();
        var packed = new byte[Ring.PackedSize(bits) + Packing.Slack];
        Packing.Write(values, bits, packed);
        for (var i = 0; i < Ring.Size * bits; i++)
        {
            Assert.Equal((values[i / bits] >> (i % bits)) & 1, (packed[i / 8] >> (i % 8)) & 1);
        }

        // With bytes after it and without: the last ones are read in another way.
        foreach (var slack in new[] { Packing.Slack, 0 })
        {
            var read = new int[Ring.Size];
            Packing.Read(packed.AsSpan(0, Ring.PackedSize(bits) + slack), bits, read);
            Assert.Equal(values, read);
        }
    }

    private static int Canonical(int value) => ((value % Ring.Q) + Ring.Q) % Ring.Q;

    private static int[] Schoolbook(int[] a, int[] b)
    {
        var product = new int[Ring.Size];
        for (var i = 0; i < Ring.Size; i++)
        {
            for (var j = 0; j < Ring.Size; j++)
            {
                var one = (long)a[i] * b[j] % Ring.Q * (i + j < Ring.Size ? 1 : -1);
                product[(i + j) % Ring.Size] = Canonical((int)((product[(i + j) % Ring.Size] + one) % Ring.Q));
            }
        }

        return product;
    }
}

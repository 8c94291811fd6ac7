using System.Numerics;
using NSec.Cryptography;

#pragma warning disable CA5394 // Seeded on purpose: a failure must come back on the next run.

namespace SkyLink.Cryptography;

/// <summary>Our arithmetic on edwards25519 against numbers of any size, against itself and against libsodium.</summary>
public sealed class EdwardsTests
{
    private const int Rounds = 2_000;

    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;

    private static readonly BigInteger Order =
        BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");

    /// <summary>One point of each order that divides 8, and one that has such a part.</summary>
    private static readonly string[] Weak =
    [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    ];

    private readonly Random random = new(25519);

    [Fact]
    public void The_field_reckons_as_numbers_of_any_size_do()
    {
        for (var i = 0; i < 10 * Rounds; i++)
        {
            var (x, y, z) = (AnyNumber(255), AnyNumber(255), AnyNumber(255));
            var (a, b, c) = (FieldOf(x), FieldOf(y), FieldOf(z));
            Equal(x, a);
            Equal(x * y, a * b);
            Equal(x * x, a.Squared());
            Equal(-x, -a);
            Equal((x + y + z) * (y + z - x), (a + b + c) * (b + c - a));
            Equal((y - z) * (y - z), (b - c).Squared());
            Assert.Equal(!(x % Prime).IsEven, a.IsOdd());
        }
    }

    [Fact]
    public void What_is_divided_and_multiplied_again_is_the_same()
    {
        for (var i = 0; i < Rounds / 10; i++)
        {
            var x = AnyNumber(255);
            Equal(x % Prime == 0 ? 0 : 1, FieldOf(x) * FieldOf(x).Inverse());
            Equal(BigInteger.ModPow(x, (Prime - 5) / 8, Prime), FieldOf(x).ToPowerOfRoot());
        }

        Equal(0, FieldOf(Prime).Inverse());
    }

    [Fact]
    public void Numbers_of_64_bytes_are_reduced_by_the_order()
    {
        var least = new byte[EdwardsScalar.Size];
        BigInteger[] edges = [0, Order - 1, Order, Order + 1, 2 * Order, BigInteger.Pow(2, 512) - 1, (Order * Order) - 1];
        foreach (var number in edges.Concat(Enumerable.Range(0, Rounds).Select(_ => AnyNumber(512))))
        {
            EdwardsScalar.Reduce(Bytes(number, 64), least);
            Assert.Equal(number % Order, new BigInteger(least, isUnsigned: true));
        }

        Assert.True(EdwardsScalar.IsCanonical(Bytes(Order - 1, 32)));
        Assert.False(EdwardsScalar.IsCanonical(Bytes(Order, 32)));
    }

    [Fact]
    public void Digits_are_small_and_stand_for_the_number()
    {
        var digits = new sbyte[EdwardsScalar.Digits];
        for (var i = 0; i < Rounds; i++)
        {
            var number = AnyNumber(253);
            EdwardsScalar.ToDigits(Bytes(number, 32), digits);
            Assert.All(digits, digit => Assert.InRange(digit, -8, 8));
            Assert.Equal(number, digits.Reverse().Aggregate(BigInteger.Zero, (sum, digit) => (16 * sum) + digit));
        }
    }

    /// <summary>Also for points of small order, and those with a part of it, which keys of others may have.</summary>
    [Fact]
    public void Tables_give_what_doubling_and_adding_gives()
    {
        Assert.SkipUnless(EdwardsLanes.IsSupported, "This processor has no AVX2: libsodium checks signatures here.");
        var points = Weak.Select(Point).ToList();
        points.Add(EdwardsPoint.Base);
        points.Add(EdwardsPoint.Base + Point(Weak[3]));
        points.Add(-Multiple(EdwardsPoint.Base, AnyNumber(252)) + Point(Weak[2]));
        BigInteger[] edges = [0, 1, 8, 16, Order - 1, Order, BigInteger.Pow(2, 253) - 1, BigInteger.Pow(2, 252)];
        foreach (var point in points)
        {
            var multiples = new EdwardsMultiples(point);
            var scalars = edges.SelectMany(a => edges.Select(b => (A: a, B: b)))
                .Concat(Enumerable.Range(0, 20).Select(_ => (A: AnyNumber(253), B: AnyNumber(253))));
            foreach (var (a, b) in scalars)
            {
                var expected = Multiple(EdwardsPoint.Base, a) + Multiple(point, b);
                Assert.Equal(Hex(expected), Hex(multiples.Combine(Bytes(a, 32), Bytes(b, 32))));
            }
        }
    }

    [Fact]
    public void The_base_point_is_that_of_the_standard_and_has_its_order()
    {
        Assert.Equal("58" + string.Concat(Enumerable.Repeat("66", 31)), Hex(EdwardsPoint.Base));
        Assert.Equal(Weak[0], Hex(Multiple(EdwardsPoint.Base, Order)));
        Assert.All(Weak, weak => Assert.Equal(Weak[0], Hex(Multiple(Point(weak), 8))));
    }

    /// <summary>Half of all numbers are the y of no point.</summary>
    [Fact]
    public void A_point_that_is_read_is_written_again_and_what_is_none_is_no_key()
    {
        var (points, others) = (0, 0);
        for (var i = 0; i < Rounds; i++)
        {
            var encoded = Bytes(AnyNumber(256), 32);
            if (!EdwardsEncoding.IsCanonical(encoded) || EdwardsEncoding.IsOfSmallOrder(encoded))
            {
                continue;
            }

            var isPoint = EdwardsPoint.TryRead(encoded, out var point);
            Assert.Equal(isPoint, Ed25519PublicKey.TryRead(encoded, out _));
            Assert.True(!isPoint || Convert.ToHexStringLower(encoded) == Hex(point), Convert.ToHexString(encoded));
            _ = isPoint ? points++ : others++;
        }

        Assert.InRange(points, Rounds / 5, Rounds);
        Assert.InRange(others, Rounds / 5, Rounds);
    }

    [Fact]
    public void Each_verdict_is_that_of_libsodium()
    {
        var valid = 0;
        for (var i = 0; i < Rounds; i++)
        {
            using var key = Ed25519PrivateKey.FromSeed(Bytes(AnyNumber(256), 32));
            var message = Bytes(AnyNumber(1_600), 200)[..random.Next(200)];
            byte[] signed = [.. key.PublicKey.Raw, .. key.Sign(message), .. message];
            for (var flips = random.Next(3); flips > 0; flips--)
            {
                signed[random.Next(signed.Length)] ^= (byte)(1 << random.Next(8));
            }

            var (raw, signature, text) = (signed[..32], signed[32..96], signed[96..]);
            var peer = PublicKey.Import(SignatureAlgorithm.Ed25519, raw, KeyBlobFormat.RawPublicKey);
            var isExpected = SignatureAlgorithm.Ed25519.Verify(peer, text, signature);
            var isValid = Ed25519PublicKey.TryRead(raw, out var own) && own.Verify(text, signature);
            Assert.True(isExpected == isValid, Convert.ToHexString(signed));
            valid += isValid ? 1 : 0;
        }

        Assert.InRange(valid, Rounds / 5, Rounds / 2);
    }

    /// <summary>Often with long runs of ones or zeros, where carries go far.</summary>
    private BigInteger AnyNumber(int bits)
    {
        var bytes = new byte[(bits + 7) / 8];
        random.NextBytes(bytes);
        if (random.Next(2) == 0)
        {
            var start = random.Next(bytes.Length);
            Array.Fill(bytes, random.Next(2) == 0 ? (byte)0 : (byte)0xFF, start, random.Next(bytes.Length - start));
        }

        return new BigInteger(bytes, isUnsigned: true) % BigInteger.Pow(2, bits);
    }

    private static byte[] Bytes(BigInteger number, int size)
    {
        var bytes = new byte[size];
        Assert.True(number.TryWriteBytes(bytes, out _, isUnsigned: true));
        return bytes;
    }

    private static EdwardsField FieldOf(BigInteger number) => EdwardsField.Read(Bytes(number, EdwardsField.Size));

    private static void Equal(BigInteger expected, EdwardsField actual)
    {
        var bytes = new byte[EdwardsField.Size];
        actual.Write(bytes);
        Assert.Equal(((expected % Prime) + Prime) % Prime, new BigInteger(bytes, isUnsigned: true));
    }

    private static EdwardsPoint Point(string hex)
    {
        Assert.True(EdwardsPoint.TryRead(Convert.FromHexString(hex), out var point));
        return point;
    }

    private static string Hex(EdwardsPoint point)
    {
        var encoded = new byte[EdwardsField.Size];
        point.Write(encoded);
        return Convert.ToHexStringLower(encoded);
    }

    private static EdwardsPoint Multiple(EdwardsPoint point, BigInteger times)
    {
        var sum = Point(Weak[0]);
        for (var bit = (int)times.GetBitLength() - 1; bit >= 0; bit--)
        {
            sum = sum.Doubled();
            if (((times >> bit) & 1) == 1)
            {
                sum += point;
            }
        }

        return sum;
    }
}

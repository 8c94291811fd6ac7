namespace SkyLink.Cryptography;

/// <summary>
/// A point of edwards25519 (RFC 8032), -x^2 + y^2 = 1 + d x^2 y^2, in extended coordinates: x = X / Z, y = Y / Z,
/// x y = T / Z. The formulas (Hisil, Wong, Carter, Dawson 2008) hold for all points, those of small order included.
/// </summary>
internal readonly struct EdwardsPoint
{
    private static readonly EdwardsField D = -(EdwardsField.Of(121_665) * EdwardsField.Of(121_666).Inverse());

    public static EdwardsField TwiceD { get; } = (D + D).Reduced();

    /// <summary>2 to the power of (p - 1) / 4, since 2 is no square.</summary>
    private static readonly EdwardsField RootOfMinusOne =
        EdwardsField.Of(2).ToPowerOfRoot().Squared() * EdwardsField.Of(2);

    private readonly EdwardsField x;
    private readonly EdwardsField y;
    private readonly EdwardsField z;
    private readonly EdwardsField t;

    public EdwardsPoint(in EdwardsField x, in EdwardsField y, in EdwardsField z, in EdwardsField t)
    {
        this.x = x;
        this.y = y;
        this.z = z;
        this.t = t;
    }

    /// <summary>The point all others of prime order are multiples of: y = 4/5, x even.</summary>
    public static EdwardsPoint Base
    {
        get
        {
            Span<byte> encoded = stackalloc byte[EdwardsField.Size];
            (EdwardsField.Of(4) * EdwardsField.Of(5).Inverse()).Write(encoded);
            return TryRead(encoded, out var point) ? point : throw new InvalidOperationException();
        }
    }

    /// <summary>Reads y and the sign of x (RFC 8032, 5.1.3).</summary>
    /// <returns>False if no point has this y. A y not below p is read as the number it stands for.</returns>
    public static bool TryRead(ReadOnlySpan<byte> encoded, out EdwardsPoint point)
    {
        // x^2 = u / v with u = y^2 - 1 and v = d y^2 + 1; the root is u v^3 (u v^7)^((p - 5) / 8), or that times i.
        var given = EdwardsField.Read(encoded);
        var square = given.Squared();
        var u = (square - EdwardsField.One).Reduced();
        var v = (square * D) + EdwardsField.One;
        var v3 = v.Squared() * v;
        var root = u * v3 * (v3.Squared() * v * u).ToPowerOfRoot();
        var found = v * root.Squared();
        point = default;
        if (!found.Is(u))
        {
            if (!found.Is(-u))
            {
                return false;
            }

            root *= RootOfMinusOne;
        }

        if (root.IsOdd() != ((encoded[31] & EdwardsEncoding.SignBit) != 0))
        {
            root = -root;
        }

        point = new EdwardsPoint(root, given, EdwardsField.One, root * given);
        return true;
    }

    /// <summary>Writes y and the sign of x in 32 bytes.</summary>
    public void Write(Span<byte> encoded)
    {
        var perZ = z.Inverse();
        (y * perZ).Write(encoded);
        encoded[31] |= (x * perZ).IsOdd() ? EdwardsEncoding.SignBit : (byte)0;
    }

    public static EdwardsPoint operator -(in EdwardsPoint point) => new(-point.x, point.y, point.z, -point.t);

    public static EdwardsPoint operator +(in EdwardsPoint a, in EdwardsPoint b)
    {
        var lower = (a.y - a.x) * (b.y - b.x);
        var upper = (a.y + a.x) * (b.y + b.x);
        var product = a.t * TwiceD * b.t;
        var zz = a.z * b.z;
        return Of(upper - lower, upper + lower, zz + zz - product, zz + zz + product);
    }

    public EdwardsPoint Doubled()
    {
        var (xx, yy, zz) = (x.Squared(), y.Squared(), z.Squared());
        var sum = yy + xx;
        return Of((x + y).Squared() - sum, sum, zz + zz + xx - yy, yy - xx);
    }

    /// <summary>Brings points into the form in which they are added fastest, with one inversion for all.</summary>
    public static EdwardsLanes[] ToEntries(ReadOnlySpan<EdwardsPoint> points)
    {
        // Each place first holds the product of all z before it; then, from the end, that gives its own 1 / z.
        var before = new EdwardsField[points.Length];
        var product = EdwardsField.One;
        for (var i = 0; i < points.Length; i++)
        {
            before[i] = product;
            product *= points[i].z;
        }

        var rest = product.Inverse();
        var entries = new EdwardsLanes[points.Length];
        for (var i = points.Length - 1; i >= 0; i--)
        {
            var perZ = rest * before[i];
            rest *= points[i].z;
            entries[i] = EdwardsLanes.Entry(points[i].x * perZ, points[i].y * perZ);
        }

        return entries;
    }

    /// <summary>x = e / g and y = h / f.</summary>
    private static EdwardsPoint Of(
        in EdwardsField e, in EdwardsField h, in EdwardsField f, in EdwardsField g) =>
        new(e * f, g * h, f * g, e * h);
}

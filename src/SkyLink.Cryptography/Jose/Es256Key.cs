using System.Security.Cryptography;
using System.Text.Json;

namespace SkyLink.Cryptography.Jose;

/// <summary>
/// A P-256 key for ES256 (RFC 7518 section 3.4), private or public. Its id is its RFC 7638 thumbprint unless it came
/// with another.
/// </summary>
public sealed class Es256Key : JsonWebKey
{
    private const int CoordinateSize = 32;

    private readonly ECDsa ecdsa;
    private readonly string x;
    private readonly string y;

    private Es256Key(ECDsa ecdsa, string? keyId, bool isPrivate)
        : this(ecdsa, ecdsa.ExportParameters(includePrivateParameters: false).Q, keyId, isPrivate)
    {
    }

    private Es256Key(ECDsa ecdsa, ECPoint point, string? keyId, bool isPrivate)
        : this(ecdsa, Base64Url.Encode(point.X), Base64Url.Encode(point.Y), keyId, isPrivate)
    {
    }

    private Es256Key(ECDsa ecdsa, string x, string y, string? keyId, bool isPrivate)
        : base(keyId, $$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""", isPrivate) =>
        (this.ecdsa, this.x, this.y) = (ecdsa, x, y);

    public override JwsAlgorithm Algorithm => JwsAlgorithm.Es256;

    /// <summary>Size of a signature, r and s, in bytes.</summary>
    public override int SignatureSize => 2 * CoordinateSize;

    internal static Es256Key OfChance() =>
        new(ECDsa.Create(ECCurve.NamedCurves.nistP256), keyId: null, isPrivate: true);

    /// <summary>Takes DER as .NET and OpenSSL write it.</summary>
    /// <exception cref="CryptographicException">It is no PKCS #8 document of a P-256 key.</exception>
    public static Es256Key FromPkcs8(ReadOnlySpan<byte> der)
    {
        var imported = ECDsa.Create();
        try
        {
            imported.ImportPkcs8PrivateKey(der, out var read);
            var curve = imported.ExportParameters(includePrivateParameters: false).Curve;
            if (read != der.Length || curve.Oid.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            {
                throw new CryptographicException("Not a PKCS #8 document of a P-256 key.");
            }

            return new Es256Key(imported, keyId: null, isPrivate: true);
        }
        catch (CryptographicException)
        {
            imported.Dispose();
            throw;
        }
    }

    /// <summary>Each coordinate is 32 bytes, the point on the curve, and the secret its own.</summary>
    internal static Es256Key? Read(JsonElement jwk, string? keyId, bool isPrivate)
    {
        var (x, y, d) = (jwk.BytesOf("x"), jwk.BytesOf("y"), isPrivate ? jwk.BytesOf("d") : null);
        if (x?.Length != CoordinateSize || y?.Length != CoordinateSize || (isPrivate && d?.Length != CoordinateSize))
        {
            return null;
        }

        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = { X = x, Y = y }, D = d };
        try
        {
            return new Es256Key(ECDsa.Create(parameters), keyId, isPrivate);
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(d);
        }
    }

    private protected override void SignChecked(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message, hash);
        _ = ecdsa.SignHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private protected override bool VerifyChecked(
        JwsAlgorithm algorithm, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message, hash);
        return ecdsa.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private protected override void WritePublicMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("kty", "EC");
        writer.WriteString("crv", "P-256");
        writer.WriteString("x", x);
        writer.WriteString("y", y);
    }

    private protected override void WriteSecretMembers(Utf8JsonWriter writer)
    {
        var d = ecdsa.ExportParameters(includePrivateParameters: true).D!;
        WriteSecret(writer, "d", d);
        CryptographicOperations.ZeroMemory(d);
    }

    protected override void Dispose(bool isDisposing) => ecdsa.Dispose();
}

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SkyLink.Cryptography;

/// <summary>
/// A P-256 key for ES256 (RFC 7518 section 3.4), private or public. Its id is its RFC 7638 thumbprint, so that a key
/// cannot be given the name of another. Thread-safe.
/// </summary>
public sealed class Es256Key : IDisposable
{
    /// <summary>Size of a signature, r and s, in bytes.</summary>
    public const int SignatureSize = 64;

    private const int CoordinateSize = 32;

    private readonly ECDsa ecdsa;
    private readonly string x;
    private readonly string y;

    private Es256Key(ECDsa ecdsa, bool isPrivate)
    {
        this.ecdsa = ecdsa;
        IsPrivate = isPrivate;
        var point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
        x = Base64Url.Encode(point.X);
        y = Base64Url.Encode(point.Y);
        KeyId = Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(
            $$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));
    }

    /// <summary>The thumbprint: 43 characters of base64url.</summary>
    public string KeyId { get; }

    public bool IsPrivate { get; }

    public static Es256Key Generate() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256), isPrivate: true);

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

            return new Es256Key(imported, isPrivate: true);
        }
        catch (CryptographicException)
        {
            imported.Dispose();
            throw;
        }
    }

    /// <summary>Reads a JSON Web Key, private if it has "d".</summary>
    /// <returns>
    /// False unless kty and crv fit, each coordinate is 32 bytes of strict base64url, the point is on the curve, and
    /// alg, use and kid, where given, say ES256, sig and the thumbprint.
    /// </returns>
    public static bool TryReadJwk(JsonElement jwk, [NotNullWhen(true)] out Es256Key? key)
    {
        key = null;
        if (jwk.ValueKind != JsonValueKind.Object
            || !Says(jwk, "kty", "EC") || !Says(jwk, "crv", "P-256")
            || !SaysIfGiven(jwk, "alg", "ES256") || !SaysIfGiven(jwk, "use", "sig")
            || !TryReadCoordinate(jwk, "x", out var x) || !TryReadCoordinate(jwk, "y", out var y))
        {
            return false;
        }

        var isPrivate = jwk.TryGetProperty("d", out _);
        byte[]? d = null;
        if (isPrivate && !TryReadCoordinate(jwk, "d", out d))
        {
            return false;
        }

        key = Import(x, y, d);
        if (key is null || SaysIfGiven(jwk, "kid", key.KeyId))
        {
            return key is not null;
        }

        key.Dispose();
        key = null;
        return false;
    }

    /// <summary>Writes an object: kty, crv, x, y, kid, use, alg.</summary>
    public void WritePublicJwk(Utf8JsonWriter writer) => WriteJwk(writer, d: null);

    /// <summary>The same with "d": for a vault, never for a response.</summary>
    /// <exception cref="InvalidOperationException">The key is public.</exception>
    public void WritePrivateJwk(Utf8JsonWriter writer)
    {
        DemandPrivate();
        var d = ecdsa.ExportParameters(includePrivateParameters: true).D!;
        WriteJwk(writer, Base64Url.Encode(d));
        CryptographicOperations.ZeroMemory(d);
    }

    /// <summary>For a vault: whoever asks must seal or wipe it.</summary>
    /// <exception cref="InvalidOperationException">The key is public.</exception>
    public byte[] ToPkcs8()
    {
        DemandPrivate();
        return ecdsa.ExportPkcs8PrivateKey();
    }

    /// <summary>r and s of SHA-256 and ECDSA, 32 bytes each.</summary>
    /// <exception cref="InvalidOperationException">The key is public.</exception>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Sizes.Demand(signature.Length, SignatureSize, nameof(signature));
        DemandPrivate();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message, hash);
        _ = ecdsa.SignHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>
    /// False for anything but a signature of exactly this message, including signatures of a wrong size.
    /// </summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureSize)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message, hash);
        return ecdsa.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>Says the id; the secret is never text.</summary>
    public override string ToString() => KeyId;

    public void Dispose() => ecdsa.Dispose();

    private static Es256Key? Import(byte[] x, byte[] y, byte[]? d)
    {
        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = { X = x, Y = y }, D = d };
        try
        {
            return new Es256Key(ECDsa.Create(parameters), isPrivate: d is not null);
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

    private static bool TryReadCoordinate(JsonElement jwk, string name, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        return jwk.TryGetProperty(name, out var value)
            && StrictJson.TryGetText(value, out var text)
            && Base64Url.TryDecode(text, out bytes) && bytes.Length == CoordinateSize;
    }

    private static bool Says(JsonElement jwk, string name, string expected) =>
        jwk.TryGetProperty(name, out var value) && StrictJson.TryGetText(value, out var text) && text == expected;

    private static bool SaysIfGiven(JsonElement jwk, string name, string expected) =>
        !jwk.TryGetProperty(name, out _) || Says(jwk, name, expected);

    private void WriteJwk(Utf8JsonWriter writer, string? d)
    {
        writer.WriteStartObject();
        writer.WriteString("kty", "EC");
        writer.WriteString("crv", "P-256");
        writer.WriteString("x", x);
        writer.WriteString("y", y);
        if (d is not null)
        {
            writer.WriteString("d", d);
        }

        writer.WriteString("kid", KeyId);
        writer.WriteString("use", "sig");
        writer.WriteString("alg", "ES256");
        writer.WriteEndObject();
    }

    private void DemandPrivate()
    {
        if (!IsPrivate)
        {
            throw new InvalidOperationException("A public key signs nothing and has nothing to export.");
        }
    }
}

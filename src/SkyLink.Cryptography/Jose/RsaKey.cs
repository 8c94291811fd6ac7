using System.Security.Cryptography;
using System.Text.Json;

namespace SkyLink.Cryptography.Jose;

/// <summary>
/// An RSA key (RFC 7518 section 6.3) of 2,048 to 4,096 bits with the exponent 65537. Without "alg" it checks PS256 and
/// RS256; it signs PS256 alone.
/// </summary>
internal sealed class RsaKey : JsonWebKey
{
    private const int SmallestSize = 256;
    private const int LargestSize = 512;
    private const string Exponent = "AQAB";

    private readonly RSA rsa;
    private readonly string modulus;
    private readonly JwsAlgorithm? only;

    private RsaKey(RSA rsa, ReadOnlySpan<byte> modulus, JwsAlgorithm? only, string? keyId, bool isPrivate)
        : this(rsa, Base64Url.Encode(modulus), only, keyId, isPrivate) => SignatureSize = modulus.Length;

    private RsaKey(RSA rsa, string modulus, JwsAlgorithm? only, string? keyId, bool isPrivate)
        : base(keyId, $$"""{"e":"{{Exponent}}","kty":"RSA","n":"{{modulus}}"}""", isPrivate) =>
        (this.rsa, this.modulus, this.only) = (rsa, modulus, only);

    public override JwsAlgorithm Algorithm => only ?? JwsAlgorithm.Ps256;

    public override int SignatureSize { get; }

    private protected override JwsAlgorithm? NamedAlgorithm => only;

    public override bool Fits(JwsAlgorithm algorithm) =>
        only is { } named ? algorithm == named : algorithm is JwsAlgorithm.Ps256 or JwsAlgorithm.Rs256;

    internal static RsaKey OfChance()
    {
        var made = RSA.Create(SmallestSize * 8);
        var n = made.ExportParameters(includePrivateParameters: false).Modulus;
        return new RsaKey(made, n, JwsAlgorithm.Ps256, keyId: null, isPrivate: true);
    }

    internal static RsaKey? Read(JsonElement jwk, string? keyId, bool isPrivate)
    {
        if (jwk.BytesOf("n") is not { } n || !IsInRange(n) || RocaFingerprint.Fits(n) || jwk.TextOf("e") != Exponent)
        {
            return null;
        }

        JwsAlgorithm? named = JwsAlgorithmNames.TryRead(jwk.TextOf("alg"), out var algorithm) ? algorithm : null;
        var parameters = new RSAParameters { Modulus = n, Exponent = [1, 0, 1] };
        if (isPrivate && (named == JwsAlgorithm.Rs256 || !TryReadSecret(jwk, ref parameters)))
        {
            return null;
        }

        RSA? imported = null;
        try
        {
            imported = RSA.Create(parameters);
            var key = new RsaKey(imported, n, named, keyId, isPrivate);
            if (!isPrivate || key.SignsForItself())
            {
                return key;
            }

            key.Dispose();
            return null;
        }
        catch (CryptographicException)
        {
            imported?.Dispose();
            return null;
        }
        finally
        {
            Clear(parameters);
        }
    }

    private protected override void SignChecked(ReadOnlySpan<byte> message, Span<byte> signature) =>
        _ = rsa.SignData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);

    private protected override bool VerifyChecked(
        JwsAlgorithm algorithm, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        rsa.VerifyData(
            message, signature, HashAlgorithmName.SHA256,
            algorithm == JwsAlgorithm.Ps256 ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);

    private protected override void WritePublicMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("kty", "RSA");
        writer.WriteString("n", modulus);
        writer.WriteString("e", Exponent);
    }

    private protected override void WriteSecretMembers(Utf8JsonWriter writer)
    {
        var parameters = rsa.ExportParameters(includePrivateParameters: true);
        WriteSecret(writer, "d", Trimmed(parameters.D));
        WriteSecret(writer, "p", Trimmed(parameters.P));
        WriteSecret(writer, "q", Trimmed(parameters.Q));
        WriteSecret(writer, "dp", Trimmed(parameters.DP));
        WriteSecret(writer, "dq", Trimmed(parameters.DQ));
        WriteSecret(writer, "qi", Trimmed(parameters.InverseQ));
        Clear(parameters);
    }

    protected override void Dispose(bool isDisposing) => rsa.Dispose();

    /// <summary>As few bytes as can be (RFC 7518 section 2), 2,048 to 4,096 bits of them, and odd.</summary>
    private static bool IsInRange(ReadOnlySpan<byte> modulus) =>
        modulus.Length is >= SmallestSize and <= LargestSize
        && modulus[0] >= (modulus.Length == SmallestSize ? 0x80 : 1)
        && (modulus[^1] & 1) == 1;

    /// <summary>The six members of a key of two primes; .NET takes each at its full size.</summary>
    private static bool TryReadSecret(JsonElement jwk, ref RSAParameters parameters)
    {
        var size = parameters.Modulus!.Length;
        var half = (size + 1) / 2;
        parameters.D = Padded(jwk, "d", size);
        parameters.P = Padded(jwk, "p", half);
        parameters.Q = Padded(jwk, "q", half);
        parameters.DP = Padded(jwk, "dp", half);
        parameters.DQ = Padded(jwk, "dq", half);
        parameters.InverseQ = Padded(jwk, "qi", half);
        return parameters is { D: not null, P: not null, Q: not null, DP: not null, DQ: not null, InverseQ: not null }
            && !jwk.Has("oth");
    }

    private static byte[]? Padded(JsonElement jwk, string name, int size)
    {
        var bytes = jwk.BytesOf(name);
        if (bytes is null or [] or [0, ..] || bytes.Length > size)
        {
            return null;
        }

        var padded = new byte[size];
        bytes.CopyTo(padded.AsSpan(size - bytes.Length));
        CryptographicOperations.ZeroMemory(bytes);
        return padded;
    }

    private static ReadOnlySpan<byte> Trimmed(byte[]? number) => number.AsSpan().TrimStart((byte)0);

    private static void Clear(RSAParameters parameters)
    {
        byte[]?[] secrets =
        [
            parameters.D, parameters.P, parameters.Q, parameters.DP, parameters.DQ, parameters.InverseQ,
        ];
        foreach (var secret in secrets)
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private bool SignsForItself()
    {
        Span<byte> signature = stackalloc byte[LargestSize];
        signature = signature[..SignatureSize];
        SignChecked([], signature);
        return VerifyChecked(JwsAlgorithm.Ps256, [], signature);
    }
}

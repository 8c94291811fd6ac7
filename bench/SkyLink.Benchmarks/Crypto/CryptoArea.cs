using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SkyLink.Benchmarks.Measuring;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Jose;
using SkyLink.Cryptography.Lattices;

namespace SkyLink.Benchmarks.Crypto;

/// <summary>Post-quantum signatures and access tokens, on one core.</summary>
internal sealed class CryptoArea : IArea
{
    /// <summary>As many, always the same, that the attempts a signature takes are those of the average.</summary>
    private const int Messages = 512;

    public string Name => "crypto";

    public async IAsyncEnumerable<Figure> MeasureAsync(
        BenchOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (options.Wants(Name, "mldsa44_sign") || options.Wants(Name, "mldsa44_verify_cached")
            || options.Wants(Name, "mldsa44_verify"))
        {
            foreach (var figure in await MlDsaAsync(options, cancellation))
            {
                yield return figure;
            }
        }

        if (options.Wants(Name, "jwt_verify_cold") || options.Wants(Name, "jwt_verify_cold_es256")
            || options.Wants(Name, "jwt_verify_cached"))
        {
            foreach (var figure in Tokens(options))
            {
                yield return figure;
            }
        }

        if (options.Wants(Name, "field_seal"))
        {
            yield return Sealing(options);
        }
    }

    /// <summary>What a field of a kilobyte costs on its way into the database, beside the cipher alone.</summary>
    private static Figure Sealing(BenchOptions options)
    {
        var key = RandomNumberGenerator.GetBytes(SealedBox.KeySize);
        using var box = new SealedBox(1, new Dictionary<byte, byte[]> { [1] = key });
        using var gcm = new AesGcm(key, AesGcm.TagByteSizes.MaxSize);
        byte[] field = new byte[1_024], made = new byte[1_024], tag = new byte[16], nonce = new byte[12];
        var context = "orders.document\n01a22dc2-3ec6-7732-a898-e73fb36b4387\n"u8.ToArray();
        var sealing = CallCost.MedianOf(options, Messages, _ => box.Seal(field, context));
        var opened = box.Seal(field, context);
        var opening = CallCost.MedianOf(options, Messages, _ => box.TryOpen(opened, context, out var _));
        var bare = CallCost.MedianOf(options, Messages, _ => gcm.Encrypt(nonce, field, made, tag, context));
        return new Figure("crypto", "field_seal", sealing.Microseconds, "µs", Target.AtMost(5),
            new Peer("AES-256-GCM of the runtime, key and nonce ready", bare.Microseconds),
            $"1 kB, XAES-256-GCM bound to column and row; opened in {opening.Microseconds:0.0} µs; "
            + $"{sealing.Bytes:0} bytes allocated");
    }

    private static async Task<IReadOnlyList<Figure>> MlDsaAsync(BenchOptions options, CancellationToken cancellation)
    {
        byte[][] messages = [.. Enumerable.Range(0, Messages).Select(i => BitConverter.GetBytes(i))];
        List<MlDsaSpeed> peers = [];
        if (!options.IsAlone)
        {
            peers.AddRange(MlDsaSpeed.OfRuntime(options, messages) is { } runtime ? [runtime] : []);
            peers.AddRange(await MlDsaSpeed.OfNodeAsync(cancellation));
        }

        using var key = MlDsaPrivateKey.FromSeed(MlDsaParameters.MlDsa44, new byte[MlDsaParameters.SeedSize]);
        var signatures = messages.Select(message => key.Sign(message)).ToArray();
        var encoded = key.PublicKey.Raw.ToArray();
        var sign = CallCost.MedianOf(options, Messages, i => key.SignDeterministic(messages[i]));
        var cached = CallCost.MedianOf(options, Messages, i => Demand(key.PublicKey, messages[i], signatures[i]));
        var uncached = CallCost.MedianOf(options, Messages, i =>
        {
            MlDsaPublicKey.TryRead(MlDsaParameters.MlDsa44, encoded, out var read);
            Demand(read!, messages[i], signatures[i]);
        });

        var first = peers.FirstOrDefault();
        var others = string.Join(
            "; ", peers.Select(peer => peer.ToString()).Prepend("sign / verify / from encoded key"));
        return
        [
            new Figure("crypto", "mldsa44_sign", sign.PerSecond, "/s per core", Target.AtLeast(20_000),
                new Peer(first?.Name ?? "OpenSSL 3.5", first?.Sign),
                $"{Messages} messages, expanded key kept; {sign.Bytes:0} bytes allocated; {others}"),
            new Figure("crypto", "mldsa44_verify_cached", cached.PerSecond, "/s per core", Target.AtLeast(120_000),
                new Peer(first?.Name ?? "OpenSSL 3.5", first?.Verify),
                $"key object kept; {cached.Bytes:0} bytes allocated"),
            new Figure("crypto", "mldsa44_verify", uncached.PerSecond, "/s per core", Target.AtLeast(40_000),
                new Peer(first?.Name ?? "OpenSSL 3.5", first?.Uncached),
                $"from the encoded key each time; {uncached.Bytes:0} bytes allocated"),
        ];
    }

    private static IReadOnlyList<Figure> Tokens(BenchOptions options)
    {
        using var es256 = JsonWebKey.Generate(JwsAlgorithm.Es256);
        using var edDsa = JsonWebKey.Generate(JwsAlgorithm.EdDsa);
        var (cold, earlier, bare) = (Cold(options, edDsa), Cold(options, es256), BareEs256(options, es256));
        var token = TokenOf(edDsa, 0);
        var tokens = new VerifiedTokens(VerifierOf(edDsa), TimeProvider.System);
        Demand(tokens.VerifyAsync(token, default, CancellationToken.None));
        var cached = CallCost.MedianOf(options, Messages, _ =>
            Demand(tokens.VerifyAsync(token, default, CancellationToken.None)));
        return
        [
            new Figure("crypto", "jwt_verify_cold", cold.Microseconds, "µs", Target.AtMost(60),
                Beside: null,
                $"EdDSA as access tokens are, {token.Length} characters, all claims checked; "
                + $"{cold.Bytes:0} bytes allocated"),
            new Figure("crypto", "jwt_verify_cold_es256", earlier.Microseconds, "µs", Target.AtMost(60),
                new Peer("ES256 of the runtime alone", bare.Microseconds),
                $"ES256 as tokens of others may be; {earlier.Bytes:0} bytes allocated"),
            new Figure("crypto", "jwt_verify_cached", cached.Microseconds, "µs", Target.AtMost(2),
                Beside: null, $"the same token again; {cached.Bytes:0} bytes allocated"),
        ];
    }

    private static CallCost Cold(BenchOptions options, JsonWebKey key)
    {
        var verifier = VerifierOf(key);
        string[] tokens = [.. Enumerable.Range(0, Messages).Select(i => TokenOf(key, i))];
        return CallCost.MedianOf(options, Messages, i =>
            Demand(verifier.VerifyAsync(tokens[i], default, CancellationToken.None)));
    }

    /// <summary>The floor: the signature of a token's size, checked by OpenSSL.</summary>
    private static CallCost BareEs256(BenchOptions options, JsonWebKey key)
    {
        var message = new byte[300];
        var signature = new byte[key.SignatureSize];
        key.Sign(message, signature);
        return CallCost.MedianOf(options, Messages, _ => key.Verify(JwsAlgorithm.Es256, message, signature));
    }

    private static JwtVerifier VerifierOf(JsonWebKey key)
    {
        var keys = new JwksDocument([key]);
        var rules = new JwtRules("https://bench.example") { RequiredClaims = ["sub", "client_id", "jti", "tenant"] };
        return new JwtVerifier(
            rules, [new JwtIssuer("https://issuer.example", [key.Algorithm], (_, _) => ValueTask.FromResult(keys))],
            TimeProvider.System);
    }

    private static string TokenOf(JsonWebKey key, int number)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        return Jwt.Sign(key, new JsonObject
        {
            ["iss"] = "https://issuer.example",
            ["aud"] = "https://bench.example",
            ["sub"] = "018f2d5e-7a33-7c35-9bb1-0a6f6f0e8a11",
            ["client_id"] = "console",
            ["tenant"] = "018f2d5e-7a33-7c35-9bb1-0a6f6f0e8a12",
            ["jti"] = $"018f2d5e-7a33-7c35-9bb1-{number:x12}",
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 900,
        });
    }

    private static void Demand(MlDsaPublicKey key, byte[] message, byte[] signature)
    {
        if (!key.Verify(message, signature))
        {
            throw new InvalidOperationException("A good signature was refused.");
        }
    }

    /// <summary>The keys are at hand: there is nothing to wait for.</summary>
    private static void Demand(ValueTask<JwtResult> result)
    {
        if (!result.IsCompletedSuccessfully || !result.Result.IsValid)
        {
            throw new InvalidOperationException("A good token was refused.");
        }
    }
}

using System.Text;
using System.Text.Json;

namespace SkyLink.Cryptography.Jose;

/// <summary>
/// The verdicts of Wycheproof on signed texts and keys. What is valid there but of an algorithm that is not known here
/// is refused, and counted by the reason.
/// </summary>
public sealed class WycheproofJoseTests
{
    /// <summary>
    /// Valid there, refused here, each for a reason: figures of RFC 7520 under a key whose "alg" is another than
    /// that of the text (346, 347, 350, 351), and characters that are not base64url (372, 373).
    /// </summary>
    private static readonly int[] Mismatches = [346, 347, 350, 351, 372, 373];

    [Fact]
    public void No_invalid_signature_is_believed_and_every_valid_one_of_our_algorithms_is()
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (its, test) in Vectors.Wycheproof("json_web_signature_test.json.gz"))
        {
            var isBelieved = IsBelieved(its, test);
            var isValid = test.Text("result") == "valid";
            var number = test.GetProperty("tcId").GetInt32();
            var reason = !isValid ? "invalid"
                : Mismatches.Contains(number) ? "mismatch"
                : NotApplicable(its) ?? "valid";
            Assert.True(isBelieved == (reason == "valid"), $"tcId {number}: {test.Text("comment")}, {reason}");
            counts[reason] = counts.GetValueOrDefault(reason) + 1;
        }

        Assert.Equal(
            [
                new("HS256 is no signature", 8), new("PS384 is unknown", 4), new("PS512 is unknown", 4), new("RS384 is unknown", 4),
                new("RS512 is unknown", 4), new("invalid", 355), new("mismatch", 6), new("valid", 16),
            ],
            counts);
    }

    [Theory]
    [InlineData("json_web_key_test.json", 1, 4, 21)]
    [InlineData("json_web_crypto_test.json", 2, 4, 77)]
    public void No_signature_under_a_wrong_set_of_keys_is_believed(string file, int valid, int notApplicable, int invalid)
    {
        var counts = (Valid: 0, NotApplicable: 0, Invalid: 0);
        foreach (var (its, test) in Vectors.Wycheproof(file))
        {
            var isBelieved = IsBelieved(its, test);
            var isValid = test.Text("result") == "valid";
            var isOurs = NotApplicable(its) is null;
            Assert.True(isBelieved == (isValid && isOurs), $"tcId {test.GetProperty("tcId")}: {test.Text("comment")}");
            _ = !isValid ? counts.Invalid++ : isOurs ? counts.Valid++ : counts.NotApplicable++;
        }

        Assert.Equal((valid, notApplicable, invalid), counts);
    }

    /// <summary>The key set, or the one key as a set, read as a stranger's; then what the text says is looked up in it.</summary>
    private static bool IsBelieved(JsonElement its, JsonElement test)
    {
        var text = (test.TryGetProperty("jws", out var jws) ? jws : test.GetProperty("jwe")) switch
        {
            { ValueKind: JsonValueKind.String } compact => compact.GetString(),
            var json => json.GetRawText(),
        };
        if (!Jws.TryRead(text, out var read))
        {
            return false;
        }

        var set = KeySet(its);
        return JwksDocument.TryRead(Encoding.UTF8.GetBytes(set), out var document)
            && (read.KeyId is { } id ? document.Find(id) : document.Keys.SingleOrDefault()) is { } key
            && read.IsSignedBy(key);
    }

    private static string KeySet(JsonElement its)
    {
        var keys = its.TryGetProperty("public", out var known) ? known : its.GetProperty("private");
        return keys.TryGetProperty("keys", out _) ? keys.GetRawText() : $$"""{"keys":[{{keys.GetRawText()}}]}""";
    }

    private static string? NotApplicable(JsonElement its)
    {
        var secret = its.GetProperty("private");
        var key = secret.TryGetProperty("keys", out var keys) ? keys[0] : secret;
        var algorithm = key.TryGetProperty("alg", out var alg) ? alg.GetString()! : "";
        return algorithm.StartsWith("HS", StringComparison.Ordinal) ? $"{algorithm} is no signature"
            : JwsAlgorithmNames.TryRead(algorithm, out _) ? null
            : $"{algorithm} is unknown";
    }
}

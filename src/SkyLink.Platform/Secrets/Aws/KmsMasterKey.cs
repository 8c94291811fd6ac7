using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace SkyLink.Platform.Secrets.Aws;

/// <summary>
/// A master key that KMS has sealed: <c>aws-kms:</c> and the ciphertext in base64. It is opened once, at the start,
/// before anything reads it.
/// </summary>
internal static class KmsMasterKey
{
    private const string Scheme = "aws-kms:";
    private const int KeySize = 32;

    /// <summary>AWS takes no more.</summary>
    private const int CiphertextSizeMax = 6_144;

    public static bool IsSealed(string? configured) =>
        configured?.StartsWith(Scheme, StringComparison.Ordinal) == true;

    /// <summary>The key in base64.</summary>
    /// <param name="setting">The setting's name, for messages.</param>
    /// <param name="configured">One that <see cref="IsSealed"/>.</param>
    /// <param name="options">How AWS is reached.</param>
    /// <param name="clock">Stamps the signature.</param>
    /// <exception cref="StartException">KMS does not open it, or it holds no master key.</exception>
    public static async Task<string> OpenAsync(
        string setting, string configured, AwsOptions options, TimeProvider clock)
    {
        var ciphertext = configured[Scheme.Length..].Trim();
        var bytes = new byte[CiphertextSizeMax];
        if (ciphertext.Length == 0 || !Convert.TryFromBase64String(ciphertext, bytes, out _))
        {
            throw new StartException($"{setting}: after {Scheme} stands a ciphertext of KMS in base64.");
        }

        using var client = new AwsClient(AwsApi.KeyManagement, options, clock);
        try
        {
            var answer = await client.CallAsync(
                "Decrypt", new JsonObject { ["CiphertextBlob"] = ciphertext }, CancellationToken.None);
            var key = answer.Text("Plaintext");
            return Convert.TryFromBase64String(key, bytes, out var written) && written == KeySize
                ? key
                : throw new StartException($"{setting}: KMS opens it, but it holds no key of {KeySize} bytes.");
        }
        catch (AwsException refused)
        {
            throw new StartException($"{setting}: {refused.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}

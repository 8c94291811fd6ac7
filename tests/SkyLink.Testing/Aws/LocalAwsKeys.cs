using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace SkyLink.Testing.Aws;

/// <summary>KMS with one key. Its ciphertexts are names under which it remembers what was sealed.</summary>
public sealed class LocalAwsKeys
{
    private readonly ConcurrentDictionary<string, byte[]> held = new();

    /// <summary>A ciphertext in base64.</summary>
    public string Encrypt(byte[] plain)
    {
        var ciphertext = Convert.ToBase64String(Guid.CreateVersion7().ToByteArray());
        held[ciphertext] = plain;
        return ciphertext;
    }

    internal JsonObject Act(string action, JsonObject request) =>
        action != "Decrypt" ? throw new AwsFaultException("UnknownOperationException", action)
        : held.TryGetValue(LocalAws.Text(request, "CiphertextBlob"), out var plain) ? new JsonObject
        {
            ["Plaintext"] = Convert.ToBase64String(plain),
            ["KeyId"] = $"arn:aws:kms:{LocalAws.Region}:000000000000:key/1",
            ["EncryptionAlgorithm"] = "SYMMETRIC_DEFAULT",
        }
        : throw new AwsFaultException("InvalidCiphertextException", "");
}

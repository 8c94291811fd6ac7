using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Jose;

namespace SkyLink.Cli;

/// <summary>
/// A program's two keys, as a file for its owner alone keeps them, and the requests that it signs with both
/// (docs/signatures.md).
/// </summary>
internal sealed class SigningClient : IDisposable
{
    private const int NonceSize = 16;

    private readonly JsonWebKey classic;
    private readonly JsonWebKey postQuantum;

    private SigningClient(string id, JsonWebKey classic, JsonWebKey postQuantum) =>
        (Id, this.classic, this.postQuantum) = (id, classic, postQuantum);

    /// <summary>What the platform calls it; empty until it is registered.</summary>
    public string Id { get; private set; }

    public string ClassicId => classic.KeyId;

    public string PostQuantumId => postQuantum.KeyId;

    public static SigningClient Generate(string id = "") =>
        new(id, JsonWebKey.Generate(JwsAlgorithm.EdDsa), JsonWebKey.Generate(JwsAlgorithm.MlDsa44));

    /// <exception cref="CliException">The file is not there, or holds no client's keys.</exception>
    public static SigningClient Read(FileInfo file)
    {
        try
        {
            var content = JsonElement.Parse(File.ReadAllBytes(file.FullName));
            if (content.Text("client") is { Length: > 0 } id && KeyIn(content, "classic") is { } classic)
            {
                return KeyIn(content, "postQuantum") is { } postQuantum
                    ? new SigningClient(id, classic, postQuantum)
                    : throw Unreadable(file);
            }

            throw Unreadable(file);
        }
        catch (JsonException)
        {
            throw Unreadable(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, error.Message);
        }
    }

    public void Dispose()
    {
        classic.Dispose();
        postQuantum.Dispose();
    }

    /// <summary>The public halves, as they are registered.</summary>
    public (JsonNode Classic, JsonNode PostQuantum) Public =>
        (JsonNode.Parse(classic.ToPublicJwk())!, JsonNode.Parse(postQuantum.ToPublicJwk())!);

    /// <summary>Makes the file, for the owner alone.</summary>
    /// <exception cref="CliException">It is there already, or cannot be written.</exception>
    public void WriteNew(FileInfo file)
    {
        try
        {
            OwnersFile.WriteNew(file.FullName, Content());
        }
        catch (IOException) when (file.Exists)
        {
            throw new CliException(ExitCode.Failed, $"{file.FullName} is there already and is not overwritten.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, error.Message);
        }
    }

    /// <summary>Completes the file once the platform knows the keys.</summary>
    public void Registered(string id, FileInfo file)
    {
        Id = id;
        OwnersFile.Replace(file.FullName, System.Text.Encoding.UTF8.GetBytes($"{Content()}\n"));
    }

    /// <summary>
    /// A request with both signatures, as the API takes it. Its sequence is the time in microseconds, which grows
    /// without being kept; of two in the same moment one is refused.
    /// </summary>
    public JsonObject Sign(string audience, JsonNode body, DateTimeOffset now)
    {
        var request = new JsonObject
        {
            ["audience"] = audience,
            ["body"] = body,
            ["issuedAt"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["keys"] = new JsonObject { ["classic"] = ClassicId, ["postQuantum"] = PostQuantumId },
            ["nonce"] = Base64Url.Encode(RandomNumberGenerator.GetBytes(NonceSize)),
            ["sequence"] = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
            ["subject"] = Id,
        };
        var bytes = CanonicalJson.Write(request);
        var (one, two) = (new byte[classic.SignatureSize], new byte[postQuantum.SignatureSize]);
        classic.Sign(bytes, one);
        postQuantum.Sign(bytes, two);
        return new JsonObject
        {
            ["request"] = request,
            ["classic"] = Convert.ToBase64String(one),
            ["postQuantum"] = Convert.ToBase64String(two),
        };
    }

    private static CliException Unreadable(FileInfo file) => new(
        ExitCode.Failed,
        $"{file.FullName} holds no client's keys, as 'skylink signatures clients register' writes them.");

    private static JsonWebKey? KeyIn(JsonElement content, string member) =>
        content.At(member) is { } jwk
        && JsonWebKey.TryReadPrivate(System.Text.Encoding.UTF8.GetBytes(jwk.GetRawText()), out var key)
            ? key
            : null;

    private string Content() => new JsonObject
    {
        ["client"] = Id,
        ["classic"] = JsonNode.Parse(classic.ToPrivateJwk()),
        ["postQuantum"] = JsonNode.Parse(postQuantum.ToPrivateJwk()),
    }.ToJsonString();
}

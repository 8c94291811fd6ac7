using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Lattices;
using SkyLink.Cryptography.Transparency;
using SkyLink.Platform;

namespace SkyLink.Host.Witnessing;

/// <summary>
/// The witness's name and its two keys, made at its first start and kept in a file that only its owner may read. They
/// follow from nothing else: whoever has the platform's master key does not have them.
/// </summary>
internal sealed class WitnessKeys : IDisposable
{
    private const string UsualName = "skylink.local/witness";
    private const string Ed25519Start = "ed25519 ";
    private const string MlDsaStart = "ml-dsa-44 ";
    private const UnixFileMode OthersMode = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite;

    private readonly Ed25519PrivateKey ed25519;
    private readonly MlDsaPrivateKey mlDsa;

    private WitnessKeys(string name, Ed25519PrivateKey ed25519, MlDsaPrivateKey mlDsa)
    {
        (this.ed25519, this.mlDsa) = (ed25519, mlDsa);
        Signers = [NoteSigner.OfCosigner(name, ed25519), NoteSigner.OfCosigner(name, mlDsa)];
    }

    /// <summary>Both cosign: Ed25519, which tools everywhere know, and ML-DSA-44, which outlives it.</summary>
    public IReadOnlyList<NoteSigner> Signers { get; }

    /// <summary>What verifiers and logs are told.</summary>
    public IReadOnlyList<NoteKey> Public => [.. Signers.Select(signer => signer.Key)];

    /// <summary>Reads the keys, or makes them where there are none.</summary>
    /// <param name="folder">The witness's own.</param>
    /// <param name="name">The name as configured; null for the one it has, or at the first start the usual one.</param>
    /// <param name="hasState">Whether something was cosigned here already: then keys are not made anew.</param>
    /// <exception cref="StartException">The keys are not usable, or are gone, or have another name.</exception>
    public static WitnessKeys Load(string folder, string? name, bool hasState)
    {
        var file = Path.Combine(folder, "keys");
        if (!File.Exists(file))
        {
            if (hasState)
            {
                throw new StartException(
                    $"{file} is gone, but what it cosigned is there: bring it back, or begin in another folder.");
            }

            Make(file, name ?? UsualName);
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & OthersMode) != UnixFileMode.None)
        {
            throw new StartException($"{file} can be read by others than its owner: chmod 600, or make new keys.");
        }

        var keys = TryRead(File.ReadAllText(file), out var read)
            ? read
            : throw new StartException($"{file} does not hold a witness's name and its two keys: it was changed.");
        var own = keys.Public[0].Name;
        return name is null || name == own
            ? keys
            : throw new StartException($"Witness:Name is {name}, but the keys in {file} are those of {own}.");
    }

    public void Dispose()
    {
        ed25519.Dispose();
        mlDsa.Dispose();
    }

    private static void Make(string file, string name)
    {
        if (!IsName(name))
        {
            throw new StartException("Witness:Name must be a URL without its scheme: no blanks, no plus.");
        }

        Span<byte> seeds = stackalloc byte[Ed25519PrivateKey.SeedSize + MlDsaParameters.SeedSize];
        RandomNumberGenerator.Fill(seeds);
        DurableFile.Write(file, Encoding.UTF8.GetBytes(
            $"{name}\n"
            + $"{Ed25519Start}{Base64Strict.Encode(seeds[..Ed25519PrivateKey.SeedSize])}\n"
            + $"{MlDsaStart}{Base64Strict.Encode(seeds[Ed25519PrivateKey.SeedSize..])}\n"));
        CryptographicOperations.ZeroMemory(seeds);
    }

    private static bool TryRead(string text, [NotNullWhen(true)] out WitnessKeys? keys)
    {
        keys = null;
        if (text.Split('\n') is not [var name, var first, var second, ""] || !IsName(name)
            || !first.StartsWith(Ed25519Start, StringComparison.Ordinal)
            || !second.StartsWith(MlDsaStart, StringComparison.Ordinal)
            || !Base64Strict.TryDecode(first.AsSpan(Ed25519Start.Length), out var ed25519)
            || !Base64Strict.TryDecode(second.AsSpan(MlDsaStart.Length), out var mlDsa)
            || ed25519.Length != Ed25519PrivateKey.SeedSize || mlDsa.Length != MlDsaParameters.SeedSize)
        {
            return false;
        }

        keys = new WitnessKeys(
            name, Ed25519PrivateKey.FromSeed(ed25519), MlDsaPrivateKey.FromSeed(MlDsaParameters.MlDsa44, mlDsa));
        CryptographicOperations.ZeroMemory(ed25519);
        CryptographicOperations.ZeroMemory(mlDsa);
        return true;
    }

    /// <summary>ML-DSA-44 cosignatures hold names of up to 255 bytes.</summary>
    private static bool IsName(string name) => name.Length is > 0 and <= 255
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '/' or ':');
}

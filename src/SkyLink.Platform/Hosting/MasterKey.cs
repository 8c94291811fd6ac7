using System.Security.Cryptography;
using System.Text;
using SkyLink.Cryptography;

namespace SkyLink.Platform.Hosting;

/// <summary>
/// The one secret of an installation, from which the others are derived (HKDF, RFC 5869) or with which they are
/// sealed. From <c>SKYLINK_MASTER_KEY</c> (base64, 32 bytes) or a file that only its owner may read. Another key may
/// stand beside it in <c>SKYLINK_MASTER_KEY_PREVIOUS</c>: what it sealed, signed or proved is taken as well.
/// </summary>
public sealed class MasterKey
{
    /// <summary>The setting that holds it.</summary>
    public const string Setting = "SKYLINK_MASTER_KEY";

    /// <summary>The setting that holds the one beside it.</summary>
    public const string PreviousSetting = $"{Setting}_PREVIOUS";

    private const int Size = 32;
    private readonly byte[] key;

    private MasterKey(byte[] key) => this.key = key;

    private MasterKey? Previous { get; init; }

    /// <summary>Names the key in boxes, the same in every process whichever place it has there.</summary>
    private byte Id => Derive("master key id", 1)[0];

    /// <summary>Reads the key, or makes one on the first start.</summary>
    /// <param name="configured">The key itself, or null where it lies in the file.</param>
    /// <param name="file">Where it lies otherwise.</param>
    /// <param name="previous">The key before, while something may still be sealed with it; or null.</param>
    /// <exception cref="StartException">A key is there but not usable.</exception>
    public static MasterKey Load(string? configured, string file, string? previous = null)
    {
        var current = Load(configured, file);
        if (previous is null)
        {
            return current;
        }

        var before = Parse(previous, PreviousSetting);
        return before.Id != current.Id
            ? new MasterKey(current.key) { Previous = before }
            : throw new StartException(
                $"{PreviousSetting}: both master keys have the same id, as one pair in 256 has. "
                + "Make another new key.");
    }

    private static MasterKey Load(string? configured, string file)
    {
        if (configured is not null)
        {
            return Parse(configured, Setting);
        }

        if (!File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var made = new FileStream(file, options);
            made.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(Size))));
            made.Flush(flushToDisk: true);
        }

        return Parse(File.ReadAllText(file), file);
    }

    /// <summary>Bytes that belong to <paramref name="purpose"/> alone; the same on every start.</summary>
    public byte[] Derive(string purpose, int sizeBytes) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, sizeBytes, info: Encoding.UTF8.GetBytes($"skylink {purpose}"));

    /// <summary>The same of this key, then of the one that stands beside it: for what both may prove.</summary>
    public IReadOnlyList<byte[]> DeriveAll(string purpose, int sizeBytes) =>
        [Derive(purpose, sizeBytes), .. Previous is null ? [] : Previous.DeriveAll(purpose, sizeBytes)];

    /// <summary>
    /// A box for one purpose that this key seals, and that opens what the one before has sealed too. The caller's to
    /// dispose.
    /// </summary>
    public SealedBox RingOf(string purpose)
    {
        var keys = new Dictionary<byte, byte[]> { [Id] = Derive(purpose, SealedBox.KeySize) };
        if (Previous is not null)
        {
            keys.Add(Previous.Id, Previous.Derive(purpose, SealedBox.KeySize));
        }

        var ring = new SealedBox(Id, keys);
        foreach (var copied in keys.Values)
        {
            CryptographicOperations.ZeroMemory(copied);
        }

        return ring;
    }

    private static MasterKey Parse(string text, string from)
    {
        var bytes = new byte[Size];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var size) && size == Size
            ? new MasterKey(bytes)
            : throw new StartException($"{from}: the master key must be {Size} bytes in base64.");
    }
}

using System.Security.Cryptography;
using System.Text;

namespace SkyLink.Platform.Hosting;

/// <summary>
/// The one secret of an installation, from which the others are derived (HKDF, RFC 5869) or with which they are
/// sealed. From <c>SKYLINK_MASTER_KEY</c> (base64, 32 bytes) or a file that only its owner may read.
/// </summary>
public sealed class MasterKey
{
    private const int Size = 32;
    private readonly byte[] key;

    private MasterKey(byte[] key) => this.key = key;

    /// <summary>Reads the key, or makes one on the first start.</summary>
    /// <exception cref="StartException">The key is there but not usable.</exception>
    public static MasterKey Load(string? configured, string file)
    {
        if (configured is not null)
        {
            return Parse(configured, "SKYLINK_MASTER_KEY");
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

    private static MasterKey Parse(string text, string from)
    {
        var bytes = new byte[Size];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var size) && size == Size
            ? new MasterKey(bytes)
            : throw new StartException($"{from}: the master key must be {Size} bytes in base64.");
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using SkyLink.Cryptography;

namespace SkyLink.Platform.Secrets;

/// <summary>A version of a secret, as a list shows it: never the value.</summary>
public sealed record SecretVersion(string Name, int Version, DateTimeOffset CreatedAt, bool IsCurrent);

/// <summary>
/// Secrets in one file, each version sealed with AES-256-GCM under a key derived from the master key and bound to its
/// name and version: entries cannot be read, changed, swapped or renamed without it. A write replaces the file whole.
/// </summary>
public sealed class LocalVault : ISecretProvider
{
    /// <summary>Versions kept of each secret; the oldest beyond goes.</summary>
    public const int VersionsMax = 20;

    private const int ValueLengthMax = 64 * 1024;
    private const byte KeyId = 1;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowDuplicateProperties = false,
    };

    private readonly string path;
    private readonly Lazy<SealedBox> box;
    private readonly TimeProvider clock;

    /// <param name="path">The file; made at the first write.</param>
    /// <param name="master">Asked for when a secret is first read or written.</param>
    /// <param name="clock">Stamps versions.</param>
    public LocalVault(string path, Func<MasterKey> master, TimeProvider clock)
    {
        (this.path, this.clock) = (path, clock);
        box = new Lazy<SealedBox>(() => new SealedBox(
            KeyId, new Dictionary<byte, byte[]> { [KeyId] = master().Derive("local vault", SealedBox.KeySize) }));
    }

    public string Description => $"the local vault ({path})";

    public string Revision
    {
        get
        {
            var file = new FileInfo(path);
            return file.Exists ? $"{file.LastWriteTimeUtc.Ticks} {file.Length}" : "none";
        }
    }

    /// <summary>The vault of an installation: <c>secrets/vault.json</c> in its data folder.</summary>
    /// <param name="masterKey">As configured; null where it lies beside the vault.</param>
    public static LocalVault In(string dataFolder, string? masterKey, TimeProvider clock)
    {
        var secrets = Path.Combine(dataFolder, "secrets");
        return new LocalVault(
            Path.Combine(secrets, "vault.json"),
            () => MasterKey.Load(masterKey, Path.Combine(secrets, "master-key")),
            clock);
    }

    public string? Find(string name, int? version)
    {
        var secret = Read().Secrets.GetValueOrDefault(name);
        var entry = secret?.Versions.Find(it => it.Version == (version ?? secret.Current));
        if (entry is null)
        {
            return null;
        }

        return box.Value.TryOpen(entry.Sealed, ContextOf(name, entry.Version), out var plain)
            ? Encoding.UTF8.GetString(plain)
            : throw new StartException(
                $"The secret {name} version {entry.Version} in {path} cannot be opened: "
                + "it was changed, or sealed under another master key.");
    }

    /// <summary>Keeps a new version and makes it the current one; answers its number.</summary>
    /// <exception cref="ArgumentException">The name or the value is not acceptable.</exception>
    public int Put(string name, string value)
    {
        if (name.Length is 0 or > 100
            || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_'))
        {
            throw new ArgumentException("A name is 1 to 100 letters, digits, dots, dashes and underscores.",
                nameof(name));
        }

        if (value.Length is 0 or > ValueLengthMax)
        {
            throw new ArgumentException($"A value has 1 to {ValueLengthMax} characters.", nameof(value));
        }

        using var alone = Lock();
        var content = Read();
        var known = content.Secrets.GetValueOrDefault(name) ?? new Secret(0, []);
        var version = (known.Versions.Count == 0 ? 0 : known.Versions.Max(it => it.Version)) + 1;
        var made =
            new Entry(version, clock.GetUtcNow(),
            box.Value.Seal(Encoding.UTF8.GetBytes(value), ContextOf(name, version)));
        content.Secrets[name] = new Secret(version, [.. known.Versions.Append(made).TakeLast(VersionsMax)]);
        Write(content);
        return version;
    }

    /// <summary>Makes an earlier version the current one. False if it is not there.</summary>
    public bool Rollback(string name, int version)
    {
        using var alone = Lock();
        var content = Read();
        if (content.Secrets.GetValueOrDefault(name) is not { } secret
            || !secret.Versions.Exists(it => it.Version == version))
        {
            return false;
        }

        content.Secrets[name] = secret with { Current = version };
        Write(content);
        return true;
    }

    /// <summary>Forgets a secret with all its versions. False if it is not there.</summary>
    public bool Remove(string name)
    {
        using var alone = Lock();
        var content = Read();
        var isRemoved = content.Secrets.Remove(name);
        Write(content);
        return isRemoved;
    }

    /// <summary>What is in it, without values.</summary>
    public IReadOnlyList<SecretVersion> List() =>
    [
        .. from secret in Read().Secrets
           orderby secret.Key
           from entry in secret.Value.Versions
           select new SecretVersion(secret.Key, entry.Version, entry.CreatedAt, entry.Version == secret.Value.Current),
    ];

    private static byte[] ContextOf(string name, int version) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"skylink secret {name} version {version}"));

    private Content Read()
    {
        if (!File.Exists(path))
        {
            return new Content(1, new SortedDictionary<string, Secret>(StringComparer.Ordinal));
        }

        try
        {
            return JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Format)!;
        }
        catch (JsonException broken)
        {
            throw new StartException($"{path} is not a vault: {broken.Message}");
        }
    }

    private void Write(Content content)
    {
        var next = path + ".next";
        File.Delete(next);
        using (var file = new FileStream(next, Options(FileMode.CreateNew)))
        {
            JsonSerializer.Serialize(file, content, Format);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }

    /// <summary>One writer at a time, over all processes; gone with its process.</summary>
    private FileStream Lock()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            return new FileStream(path + ".lock", Options(FileMode.OpenOrCreate));
        }
        catch (IOException)
        {
            throw new StartException($"{path} is being changed by another process; try again.");
        }
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    private sealed record Content(int Format, SortedDictionary<string, Secret> Secrets);

    private sealed record Secret(int Current, List<Entry> Versions);

    private sealed record Entry(int Version, DateTimeOffset CreatedAt, byte[] Sealed);
}

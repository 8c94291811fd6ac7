using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Lattices;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Platform.Events;

/// <summary>How publishers sign what they say.</summary>
public enum EventSignatureAlgorithm
{
    Ed25519 = 1,

    /// <summary>ML-DSA-44 (FIPS 204): outlives quantum computers, and takes 2,420 bytes of each transaction.</summary>
    MlDsa44 = 2,
}

/// <summary>The signatures of events.</summary>
public sealed class EventSignatureOptions
{
    public EventSignatureAlgorithm Algorithm { get; init; } = EventSignatureAlgorithm.MlDsa44;

    /// <summary>The number of the publishers' keys. A new one makes new keys; earlier ones still prove.</summary>
    [Range(1, 1_000)]
    public int KeyVersion { get; init; } = 1;

    /// <summary>
    /// Events said before this need no signature: for a platform that said some before it signed them. Leave it out.
    /// </summary>
    public DateTimeOffset? UnsignedUntil { get; init; }
}

/// <summary>
/// Signs what a transaction says with its publisher's key, and checks what a log holds before anybody acts on it. The
/// keys are derived from the master key: whoever can write into the database alone cannot make an event. What was
/// signed under earlier master keys still proves, as long as a service here keeps what they gave.
/// </summary>
public sealed class EventSignatures(MasterKey master, IOptions<EventSignatureOptions> options) : IDisposable
{
    private const byte Format = 1;
    private const int HeaderSize = 8;
    private const int RootSize = 32;
    private const string Label = "skylink events v1\n";

    private readonly ConcurrentDictionary<(string, EventSignatureAlgorithm, int, int), PublisherKey> keys = new();
    private readonly EventSignatureOptions options = options.Value;
    private volatile IReadOnlyList<byte[]> roots = RootsOf(master);

    public void Dispose()
    {
        foreach (var key in keys.Values)
        {
            key.Dispose();
        }
    }

    /// <summary>What publishers' keys are derived from: of the master key, then of the one beside it.</summary>
    internal static IReadOnlyList<byte[]> RootsOf(MasterKey master) => master.DeriveAll("events", RootSize);

    /// <summary>Adds roots of earlier master keys, which prove and do not sign.</summary>
    internal void Know(IEnumerable<byte[]> earlier)
    {
        lock (keys)
        {
            roots = [.. roots, .. earlier.Where(it => !roots.Any(known => known.AsSpan().SequenceEqual(it)))];
        }
    }

    /// <summary>What is signed of an event: all of it but its place, which the database gives.</summary>
    internal static TreeHash DigestOf(
        string publisher, Guid id, string type, string subject, string? correlation, string? trace, Guid? actor,
        string body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> fixedPart = stackalloc byte[32];
        id.TryWriteBytes(fixedPart, bigEndian: true, out _);
        (actor ?? Guid.Empty).TryWriteBytes(fixedPart[16..], bigEndian: true, out _);
        hash.AppendData(fixedPart);
        ReadOnlySpan<string?> parts = [publisher, type, subject, correlation, trace, body];
        Span<byte> size = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var text = part is null ? [] : Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(size, part is null ? -1 : text.Length);
            hash.AppendData(size);
            hash.AppendData(text);
        }

        TreeHash.TryRead(hash.GetHashAndReset(), out var digest);
        return digest;
    }

    /// <summary>Signs the events of a transaction together.</summary>
    /// <returns>What its first row keeps: the digests, unless there is one, and the signature.</returns>
    internal byte[] Sign(string publisher, IReadOnlyList<TreeHash> digests)
    {
        var key = KeyOf(publisher, options.Algorithm, options.KeyVersion, root: 0);
        var signature = key.Sign(MessageOf(publisher, digests));
        var listed = digests.Count == 1 ? 0 : digests.Count * TreeHash.Size;
        var made = new byte[HeaderSize + listed + signature.Length];
        made[0] = Format;
        made[1] = (byte)options.Algorithm;
        BinaryPrimitives.WriteUInt16LittleEndian(made.AsSpan(2), (ushort)options.KeyVersion);
        BinaryPrimitives.WriteInt32LittleEndian(made.AsSpan(4), digests.Count);
        for (var i = 0; i < digests.Count && listed > 0; i++)
        {
            digests[i].Bytes.CopyTo(made.AsSpan(HeaderSize + (i * TreeHash.Size)));
        }

        signature.CopyTo(made, HeaderSize + listed);
        return made;
    }

    /// <summary>Says of each event that has a body whether its publisher said it.</summary>
    /// <param name="events">Of one publisher, in the order of the log.</param>
    internal List<EventRecord> Check(IReadOnlyList<EventRecord> events)
    {
        var (transaction, proven) = (0UL, new HashSet<TreeHash>());
        var isKnown = false;
        return [.. events.Select(what =>
        {
            if (what.Body is null)
            {
                return what;
            }

            var digest = DigestOf(
                what.Publisher, what.Id, what.Type, what.Subject, what.Correlation, what.Trace, what.Actor, what.Body);
            if (!isKnown || what.Position.Transaction != transaction)
            {
                (transaction, isKnown) = (what.Position.Transaction, true);
                proven = Proven(what.Publisher, what.Signature, digest);
            }

            return what with { IsProven = proven.Contains(digest) || IsOld(what) };
        })];
    }

    private bool IsOld(EventRecord what) => what.Signature is null && what.At < options.UnsignedUntil;

    /// <summary>The digests that a proof holds: none if it is wrong.</summary>
    /// <param name="first">The event at hand, which is the one that is meant where none is listed.</param>
    private HashSet<TreeHash> Proven(string publisher, byte[]? proof, TreeHash first)
    {
        if (proof is null || proof.Length < HeaderSize || proof[0] != Format)
        {
            return [];
        }

        var algorithm = (EventSignatureAlgorithm)proof[1];
        var version = BinaryPrimitives.ReadUInt16LittleEndian(proof.AsSpan(2));
        var count = BinaryPrimitives.ReadInt32LittleEndian(proof.AsSpan(4));
        var listed = (long)count * TreeHash.Size;
        if (!Enum.IsDefined(algorithm) || version < 1 || version > options.KeyVersion || count < 1
            || (count > 1 && HeaderSize + listed > proof.Length))
        {
            return [];
        }

        var digests = new List<TreeHash>(count);
        for (var i = 0; i < count; i++)
        {
            if (count > 1)
            {
                TreeHash.TryRead(proof.AsSpan(HeaderSize + (i * TreeHash.Size), TreeHash.Size), out first);
            }

            digests.Add(first);
        }

        var signature = proof.AsSpan(HeaderSize + (count == 1 ? 0 : (int)listed));
        var message = MessageOf(publisher, digests);
        for (var root = 0; root < roots.Count; root++)
        {
            if (KeyOf(publisher, algorithm, version, root).Verify(message, signature))
            {
                return [.. digests];
            }
        }

        return [];
    }

    private static byte[] MessageOf(string publisher, IReadOnlyList<TreeHash> digests)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var digest in digests)
        {
            hash.AppendData(digest.Bytes);
        }

        return [.. Encoding.UTF8.GetBytes($"{Label}{publisher}\n{digests.Count}\n"), .. hash.GetHashAndReset()];
    }

    private PublisherKey KeyOf(string publisher, EventSignatureAlgorithm algorithm, int version, int root) =>
        keys.GetOrAdd((publisher, algorithm, version, root), _ => new PublisherKey(algorithm, HKDF.DeriveKey(
            HashAlgorithmName.SHA256, roots[root], outputLength: 32,
            info: Encoding.UTF8.GetBytes($"skylink events {publisher} {algorithm} {version}"))));

    /// <summary>A key of a publisher, of one kind or the other.</summary>
    private sealed class PublisherKey(EventSignatureAlgorithm algorithm, byte[] seed) : IDisposable
    {
        private readonly Ed25519PrivateKey? ed25519 =
            algorithm == EventSignatureAlgorithm.Ed25519 ? Ed25519PrivateKey.FromSeed(seed) : null;

        private readonly MlDsaPrivateKey? mlDsa = algorithm == EventSignatureAlgorithm.MlDsa44
            ? MlDsaPrivateKey.FromSeed(MlDsaParameters.MlDsa44, seed)
            : null;

        public byte[] Sign(byte[] message) => ed25519?.Sign(message) ?? mlDsa!.Sign(message);

        public bool Verify(byte[] message, ReadOnlySpan<byte> signature) =>
            ed25519?.PublicKey.Verify(message, signature) ?? mlDsa!.PublicKey.Verify(message, signature);

        public void Dispose()
        {
            ed25519?.Dispose();
            mlDsa?.Dispose();
        }
    }
}

using System.Security.Cryptography;
using System.Text;
using SkyLink.Cryptography;

namespace SkyLink.Platform.Audit;

/// <summary>
/// A key for each person of whom entries tell more than that they acted. It is sealed under the master key; when its
/// row is deleted, what it sealed is forgotten.
/// </summary>
internal sealed class SubjectKeys(MasterKey master) : IDisposable
{
    private readonly SealedBox box = new(1, new Dictionary<byte, byte[]>
    {
        [1] = master.Derive("audit subject keys", SealedBox.KeySize),
    });

    public void Dispose() => box.Dispose();

    /// <summary>The keys of persons; who has none gets one.</summary>
    public async Task<Dictionary<Guid, SealedBox>> OfAsync(Tx tx, IReadOnlyCollection<Guid> subjects)
    {
        if (subjects.Count == 0)
        {
            return [];
        }

        var found = await FindAsync(tx, subjects);
        var missing = subjects.Except(found.Keys).ToList();
        var made = missing.ConvertAll(
            subject => (Subject: subject, Key: RandomNumberGenerator.GetBytes(SealedBox.KeySize)));
        if (made.Count > 0)
        {
            await tx.ExecuteAsync($"""
                insert into subject_keys (subject, sealed)
                select * from unnest({missing.ToArray()}, {made.Select(it => Seal(it.Subject, it.Key)).ToArray()})
                """);
            made.ForEach(it => found.Add(it.Subject, BoxOf(it.Key)));
        }

        return found;
    }

    /// <summary>The keys of those of them who have one.</summary>
    public async Task<Dictionary<Guid, SealedBox>> FindAsync(Tx tx, IReadOnlyCollection<Guid> subjects)
    {
        var rows = await tx.ListAsync(
            $"select subject, sealed from subject_keys where subject = any({subjects.ToArray()})",
            row => (Subject: row.Get<Guid>("subject"), Sealed: row.Get<byte[]>("sealed")));
        return rows.ToDictionary(it => it.Subject, it => BoxOf(Open(it.Subject, it.Sealed)));
    }

    /// <returns>Whether there was one.</returns>
    public static async Task<bool> ForgetAsync(Tx tx, Guid subject) =>
        await tx.ExecuteAsync($"delete from subject_keys where subject = {subject}") > 0;

    public static byte[] Seal(SealedBox key, Guid entry, string personal) =>
        key.Seal(Encoding.UTF8.GetBytes(personal), entry.ToByteArray());

    public static string? Open(SealedBox key, Guid entry, byte[] sealedPersonal) =>
        key.TryOpen(sealedPersonal, entry.ToByteArray(), out var plain) ? Encoding.UTF8.GetString(plain) : null;

    private static SealedBox BoxOf(byte[] key)
    {
        var made = new SealedBox(1, new Dictionary<byte, byte[]> { [1] = key });
        CryptographicOperations.ZeroMemory(key);
        return made;
    }

    private byte[] Seal(Guid subject, byte[] key) => box.Seal(key, subject.ToByteArray());

    private byte[] Open(Guid subject, byte[] sealedKey) => box.TryOpen(sealedKey, subject.ToByteArray(), out var key)
        ? key
        : throw new InvalidOperationException($"The key of {subject} was changed, or sealed under another master key.");
}

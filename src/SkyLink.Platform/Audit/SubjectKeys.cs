using System.Security.Cryptography;
using System.Text;
using SkyLink.Cryptography;

namespace SkyLink.Platform.Audit;

/// <summary>The key of a person.</summary>
/// <param name="Box">Null where the row that holds it was changed.</param>
/// <param name="Since">The first entry it seals for: the keys of older ones were forgotten.</param>
internal sealed record SubjectKey(SealedBox? Box, long Since) : IDisposable
{
    /// <exception cref="InvalidDataException">The row that holds the key was changed.</exception>
    public byte[] Seal(Guid entry, string personal) => Box?.Seal(Encoding.UTF8.GetBytes(personal), entry.ToByteArray())
        ?? throw new InvalidDataException("A key of the audit log's subjects was changed: nothing is sealed with it.");

    /// <summary>Null where it was sealed with another key, for another entry, or changed.</summary>
    public string? Open(Guid entry, byte[] sealedPersonal) =>
        Box is not null && Box.TryOpen(sealedPersonal, entry.ToByteArray(), out var plain)
            ? Encoding.UTF8.GetString(plain)
            : null;

    public void Dispose() => Box?.Dispose();
}

/// <summary>
/// A key for each person of whom entries tell more than that they acted. When its row is deleted, what it sealed is
/// forgotten.
/// </summary>
internal static class SubjectKeys
{
    public static readonly SealedColumn Key = new("subject_keys", "sealed", "subject");

    /// <summary>The keys of persons; who has none gets one.</summary>
    /// <param name="tx">Nobody else appends until it is over.</param>
    /// <param name="first">The entry from which on a new key seals.</param>
    /// <param name="subjects">The persons.</param>
    public static async Task<Dictionary<Guid, SubjectKey>> OfAsync(
        Tx tx, long first, IReadOnlyCollection<Guid> subjects)
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
                insert into subject_keys (subject, sealed, since)
                select made.subject, made.sealed, {first}
                  from unnest({missing.ToArray()},
                              {made.Select(it => Key.Seal(tx, it.Key, it.Subject)).ToArray()})
                       as made (subject, sealed)
                """);
            made.ForEach(it => found.Add(it.Subject, new SubjectKey(BoxOf(it.Key), first)));
        }

        return found;
    }

    /// <summary>The keys of those of them who have one.</summary>
    public static async Task<Dictionary<Guid, SubjectKey>> FindAsync(Tx tx, IReadOnlyCollection<Guid> subjects)
    {
        var rows = await tx.ListAsync(
            $"select subject, sealed, since from subject_keys where subject = any({subjects.ToArray()})",
            row => (Subject: row.Get<Guid>("subject"), Key: Key.TryOpenBytes(tx, row), Since: row.Get<long>("since")));
        return rows.ToDictionary(
            it => it.Subject, it => new SubjectKey(it.Key is null ? null : BoxOf(it.Key), it.Since));
    }

    /// <returns>Whether there was one.</returns>
    public static async Task<bool> ForgetAsync(Tx tx, Guid subject) =>
        await tx.ExecuteAsync($"delete from subject_keys where subject = {subject}") > 0;

    private static SealedBox BoxOf(byte[] key)
    {
        var made = new SealedBox(1, new Dictionary<byte, byte[]> { [1] = key });
        CryptographicOperations.ZeroMemory(key);
        return made;
    }
}

using System.Security.Cryptography;
using System.Text;
using SkyLink.Cryptography;

namespace SkyLink.Platform.Audit;

/// <summary>
/// A key for each person of whom entries tell more than that they acted. When its row is deleted, what it sealed is
/// forgotten.
/// </summary>
internal static class SubjectKeys
{
    public static readonly SealedColumn Key = new("subject_keys", "sealed", "subject");

    /// <summary>The keys of persons; who has none gets one.</summary>
    public static async Task<Dictionary<Guid, SealedBox>> OfAsync(Tx tx, IReadOnlyCollection<Guid> subjects)
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
                select * from unnest({missing.ToArray()},
                                     {made.Select(it => Key.Seal(tx, it.Key, it.Subject)).ToArray()})
                """);
            made.ForEach(it => found.Add(it.Subject, BoxOf(it.Key)));
        }

        return found;
    }

    /// <summary>The keys of those of them who have one.</summary>
    public static async Task<Dictionary<Guid, SealedBox>> FindAsync(Tx tx, IReadOnlyCollection<Guid> subjects)
    {
        var rows = await tx.ListAsync(
            $"select subject, sealed from subject_keys where subject = any({subjects.ToArray()})",
            row => (Subject: row.Get<Guid>("subject"), Key: Key.OpenBytes(tx, row)));
        return rows.ToDictionary(it => it.Subject, it => BoxOf(it.Key));
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
}

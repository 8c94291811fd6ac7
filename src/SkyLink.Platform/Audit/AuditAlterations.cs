using System.Security.Cryptography;
using System.Text;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Platform.Audit;

/// <summary>An entry that is not as it was taken in, or beside which something is not as it says.</summary>
/// <param name="Number">Its place in the log, from 0.</param>
/// <param name="Columns">
/// What was changed: entry where its bytes are not those whose hash is in the tree, or are gone; else the columns by
/// which it is found (id, at, service, action, actor, correlation, subject), or personal.
/// </param>
internal sealed record AuditAlteration(long Number, IReadOnlyList<string> Columns);

/// <summary>A stored entry, read and compared with what stands beside it.</summary>
/// <param name="View">What its bytes say, signed or not; null where they are no entry any more.</param>
/// <param name="Personal">What tells more of the person: canonical JSON; null where it is not kept, or altered.</param>
/// <param name="IsForgotten">It named something personal, and that is not kept any more.</param>
/// <param name="Altered">As in <see cref="AuditAlteration"/>.</param>
internal sealed record OpenedEntry(
    FoundEntry Found, AuditEntry? View, string? Personal, bool IsForgotten, IReadOnlyList<string> Altered);

/// <summary>
/// Compares what is stored with what was signed. The log proves its entries; the columns beside them, by which they are
/// found, and the sealed personal parts follow from them, so that whatever somebody changed in a row has a name.
/// </summary>
internal static class AuditAlterations
{
    /// <summary>The column that stands for the bytes themselves.</summary>
    private const string Bytes = "entry";

    private const string PersonalPart = "personal";

    public static async Task<List<OpenedEntry>> OpenAsync(Tx tx, List<FoundEntry> found)
    {
        var tiles = found.Select(it => it.Number / TilePath.FullWidth).Distinct();
        var leaves = await AuditStore.LeavesAsync(tx, [.. tiles]);
        var read = found.ConvertAll(it => (Found: it, View: AuditEntry.TryRead(it.Entry, out var view) ? view : null));
        var subjects = read.Select(it => it.View?.Actor?.User).OfType<Guid>().Distinct();
        var keys = await SubjectKeys.FindAsync(tx, [.. subjects]);
        var opened = read.ConvertAll(it => it.View is { } view && IsLeaf(it.Found, leaves)
            ? Open(it.Found, view, keys)
            : new OpenedEntry(it.Found, it.View, Personal: null, IsForgotten: false, [Bytes]));
        foreach (var key in keys.Values)
        {
            key.Dispose();
        }

        return opened;
    }

    /// <summary>The altered ones among the entries from a number on; those that are missing are.</summary>
    public static async Task<List<AuditAlteration>> FindAsync(Tx tx, long first, long end)
    {
        var altered = new List<AuditAlteration>();
        for (var from = first; from < end; from += TilePath.FullWidth)
        {
            var count = (int)Math.Min(TilePath.FullWidth, end - from);
            var opened = (await OpenAsync(tx, await AuditStore.RangeAsync(tx, from, count)))
                .ToDictionary(it => it.Found.Number, it => it.Altered);
            for (var number = from; number < from + count; number++)
            {
                if (!opened.TryGetValue(number, out var columns) || columns.Count > 0)
                {
                    altered.Add(new AuditAlteration(number, columns ?? [Bytes]));
                }
            }
        }

        return altered;
    }

    private static bool IsLeaf(FoundEntry found, Dictionary<long, byte[]> leaves)
    {
        var (tile, place) = Math.DivRem(found.Number, TilePath.FullWidth);
        var hash = leaves.GetValueOrDefault(tile).AsSpan();
        var start = (int)place * TreeHash.Size;
        return hash.Length >= start + TreeHash.Size
            && TreeHash.OfLeaf(found.Entry).Bytes.SequenceEqual(hash.Slice(start, TreeHash.Size));
    }

    private static OpenedEntry Open(FoundEntry found, AuditEntry view, Dictionary<Guid, SubjectKey> keys)
    {
        var altered = ColumnsOf(found, view).Where(it => !it.IsSame).Select(it => it.Column).ToList();
        var (personal, isForgotten, isAltered) = PersonalOf(found, view, keys);
        if (isAltered)
        {
            altered.Add(PersonalPart);
        }

        return new OpenedEntry(found, view, personal, isForgotten, altered);
    }

    private static IEnumerable<(string Column, bool IsSame)> ColumnsOf(FoundEntry found, AuditEntry view)
    {
        yield return ("id", found.Id == view.Id);
        yield return ("at", found.At == view.At);
        yield return ("service", found.Service == view.Service);
        yield return ("action", found.Action == view.Action);
        yield return ("actor", found.Actor == view.Actor?.User);
        yield return ("correlation", found.Correlation == view.Correlation);
        yield return ("subject", found.Subject == view.Actor?.User);
    }

    /// <summary>What is kept of the person: its hash is in the entry, its key goes when they are forgotten.</summary>
    private static (string? Text, bool IsForgotten, bool IsAltered) PersonalOf(
        FoundEntry found, AuditEntry view, Dictionary<Guid, SubjectKey> keys)
    {
        if (view.Personal is null || view.Actor is not { User: var subject })
        {
            // Of nobody who is known nothing is kept.
            return (null, view.Personal is not null, found.Personal is not null);
        }

        if (!keys.TryGetValue(subject, out var key) || found.Number < key.Since)
        {
            return (null, true, found.Personal is null);
        }

        var text = found.Personal is null ? null : key.Open(view.Id, found.Personal);
        return text is not null && Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(text))) == view.Personal
            ? (text, false, false)
            : (null, false, true);
    }
}

using System.Globalization;
using SkyLink.Beckn;

namespace SkyLink.Trade.Shared;

/// <summary>
/// What a seller says about a catalogue that it sends to the gateway unasked: all it has, in so many parts, or what
/// changed since. By saying so it gives its word that what stands in none of it need not be asked for.
/// </summary>
/// <param name="Snapshot">Names the whole; what changed names the whole that it changes.</param>
/// <param name="Number">Which part of the whole, or which change after it; both count from 1 without a gap.</param>
/// <param name="Parts">How many parts make the whole; null for a change.</param>
internal sealed record CatalogueNotice(string Snapshot, int Number, int? Parts)
{
    private const string Full = "catalog_full";
    private const string Change = "catalog_inc";
    private const int SnapshotLengthMax = 100;
    private const int PartsMax = 1_000;

    public TagGroup ToTags() => new(Parts is null ? Change : Full,
    [
        new Tag("snapshot", Snapshot),
        new Tag("number", Number.ToString(CultureInfo.InvariantCulture)),
        .. Parts is { } parts ? [new Tag("parts", parts.ToString(CultureInfo.InvariantCulture))] : Array.Empty<Tag>(),
    ]);

    /// <summary>Null where the catalogue says nothing of the kind, or nothing that makes sense.</summary>
    public static CatalogueNotice? Of(Catalogue catalogue)
    {
        var group = catalogue.Tags.FirstOrDefault(it => it.Code is Full or Change);
        if (group is null || TextOf(group, "snapshot") is not { Length: > 0 and <= SnapshotLengthMax } snapshot
            || snapshot.Contains('\0', StringComparison.Ordinal)
            || NumberOf(group, "number") is not { } number)
        {
            return null;
        }

        return group.Code == Change ? new CatalogueNotice(snapshot, number, Parts: null)
            : NumberOf(group, "parts") is { } parts && number <= parts && parts <= PartsMax
                ? new CatalogueNotice(snapshot, number, parts)
                : null;
    }

    private static string? TextOf(TagGroup group, string code) =>
        group.Tags.FirstOrDefault(tag => tag.Code == code)?.Value;

    private static int? NumberOf(TagGroup group, string code) => int.TryParse(
        TextOf(group, code), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : null;
}

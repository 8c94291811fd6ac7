using SkyLink.Beckn;

namespace SkyLink.Trade.Shared;

/// <summary>
/// Who gets which part of a payment at release. Stated by the seller in on_init, passed to the payment partner by the
/// buyer's app, checked by the seller at confirm: as tags of the payment, one group <c>split</c> each.
/// </summary>
/// <param name="Counterparty"><c>seller</c>, <c>seller-app</c>, <c>buyer-app</c> or <c>network</c>.</param>
/// <param name="Beneficiary">The ledger account, such as <c>trade:payables:corner-pantry</c>.</param>
internal sealed record Split(string Counterparty, string Beneficiary, Money Amount)
{
    private const string GroupCode = "split";

    public static ValueList<TagGroup> ToTags(IEnumerable<Split> splits) => splits.Select(split => new TagGroup(
        GroupCode,
        [
            new Tag("counterparty", split.Counterparty),
            new Tag("beneficiary", split.Beneficiary),
            new Tag("amount", split.Amount.ToDecimalString()),
        ])).ToValueList();

    /// <summary>Null if a group is incomplete or an amount unreadable: then nothing is believed.</summary>
    public static IReadOnlyList<Split>? FromTags(IEnumerable<TagGroup> tags, string asset)
    {
        var splits = tags.Where(group => group.Code == GroupCode).Select(group => FromTags(group, asset)).ToList();
        return splits.TrueForAll(split => split is not null) ? splits.ConvertAll(split => split!) : null;
    }

    private static Split? FromTags(TagGroup group, string asset)
    {
        string? ValueOf(string code) => group.Tags.FirstOrDefault(tag => tag.Code == code)?.Value;
        var amount = Money.FromDecimalString(ValueOf("amount") ?? "", asset);
        return ValueOf("counterparty") is { } counterparty && ValueOf("beneficiary") is { } beneficiary
            && amount is not null && amount.Units >= 0
            ? new Split(counterparty, beneficiary, amount)
            : null;
    }
}

/// <summary>Single values that travel as tags: group <c>skylink</c>.</summary>
internal static class OwnTags
{
    private const string GroupCode = "skylink";

    public static TagGroup Of(params (string Code, string Value)[] tags) =>
        new(GroupCode, tags.Select(tag => new Tag(tag.Code, tag.Value)).ToValueList());

    public static string? ValueOf(this IEnumerable<TagGroup> groups, string code) => groups
        .Where(group => group.Code == GroupCode).SelectMany(group => group.Tags)
        .FirstOrDefault(tag => tag.Code == code)?.Value;
}

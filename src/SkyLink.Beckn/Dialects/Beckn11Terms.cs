namespace SkyLink.Beckn;

/// <summary>
/// Tag groups in which Beckn 1.1 carries what ONDC 1.x has members for: written before the model's own tags, and taken
/// out again when read, if they hold nothing else.
/// </summary>
internal static class Terms
{
    internal const string FinderFee = "BUYER_FINDER_FEES";
    internal const string FinderFeeType = "BUYER_FINDER_FEES_TYPE";
    internal const string FinderFeeValue = "BUYER_FINDER_FEES_VALUE";

    internal const string Settlement = "SETTLEMENT_TERMS";
    internal const string SettlementBasis = "SETTLEMENT_BASIS";
    internal const string SettlementWindow = "SETTLEMENT_WINDOW";
    internal const string Withholding = "WITHHOLDING_AMOUNT";

    internal const string Item = "ITEM_TERMS";
    internal const string Returnable = "RETURNABLE";
    internal const string Cancellable = "CANCELLABLE";
    internal const string PayableOnDelivery = "PAYABLE_ON_DELIVERY";
    internal const string TimeToShip = "TIME_TO_SHIP";
    internal const string ReturnWindow = "RETURN_WINDOW";

    /// <summary>A group of the values that are there, or null.</summary>
    internal static TagGroup? Group(string code, params ReadOnlySpan<(string Code, string? Value)> terms)
    {
        List<Tag> tags = [];
        foreach (var (name, value) in terms)
        {
            if (value is not null)
            {
                tags.Add(new Tag(name, value));
            }
        }

        return tags.Count == 0 ? null : new TagGroup(code, tags.ToValueList());
    }

    /// <summary>
    /// Takes the group out of the tags if <paramref name="read"/> makes something of it from which
    /// <paramref name="write"/> makes the same group again: so nothing can get lost.
    /// </summary>
    internal static T? Take<T>(
        ref ValueList<TagGroup> tags, string code, Func<Dictionary<string, string>, T?> read, Func<T, TagGroup?> write)
        where T : class
    {
        var group = tags.FirstOrDefault(it => it.Code == code);
        if (group is null || group.Tags.DistinctBy(tag => tag.Code).Count() != group.Tags.Count)
        {
            return null;
        }

        var terms = group.Tags.ToDictionary(tag => tag.Code, tag => tag.Value, StringComparer.Ordinal);
        if (read(terms) is not { } value || write(value) is not { } again || !IsSame(group, again))
        {
            return null;
        }

        tags = tags.Where(it => !ReferenceEquals(it, group)).ToValueList();
        return value;
    }

    internal static string? Text(bool? flag) => flag switch { true => "true", false => "false", null => null };

    internal static string? Text(TimeSpan? duration) => duration is { } it ? IsoDuration.Format(it) : null;

    internal static string? Text(decimal? number) => number is { } it ? ExactDecimal.Format(it) : null;

    internal static bool? Flag(Dictionary<string, string> terms, string code) =>
        terms.GetValueOrDefault(code) switch { "true" => true, "false" => false, _ => null };

    internal static TimeSpan? Duration(Dictionary<string, string> terms, string code) =>
        IsoDuration.TryParse(terms.GetValueOrDefault(code), start: null, out var duration) ? duration : null;

    internal static decimal? Decimal(Dictionary<string, string> terms, string code) =>
        ExactDecimal.TryParse(terms.GetValueOrDefault(code), out var number) ? number : null;

    /// <summary>Equal but for the order in which the tags stand.</summary>
    private static bool IsSame(TagGroup left, TagGroup right) =>
        left.Extra == right.Extra && left.Tags.Count == right.Tags.Count
        && left.Tags.OrderBy(tag => tag.Code, StringComparer.Ordinal)
            .SequenceEqual(right.Tags.OrderBy(tag => tag.Code, StringComparer.Ordinal));
}

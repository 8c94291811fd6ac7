namespace SkyLink.Beckn;

/// <summary>How much of the published rules is held against a message.</summary>
public enum Strictness
{
    /// <summary>What a program needs in order to act on the message. Published examples pass.</summary>
    Structure,

    /// <summary>Also what the network's documents demand and its examples often lack.</summary>
    Strict,
}

/// <summary>What <see cref="MessageReader"/> accepts.</summary>
public sealed record ReadOptions
{
    public const int BytesMaxDefault = 1 << 20;
    public const int CatalogueBytesMaxDefault = 8 << 20;

    /// <summary>Depth of nesting, of objects and arrays together, the outermost object counted.</summary>
    public const int DepthMax = 32;

    public static ReadOptions Default { get; } = new();

    /// <summary>The action of the path it came on; null accepts any.</summary>
    public BecknAction? Action { get; init; }

    /// <summary>Size of a message in bytes.</summary>
    public int BytesMax { get; init; } = BytesMaxDefault;

    /// <summary>Size of an <c>on_search</c> in bytes, which carries a whole catalogue.</summary>
    public int CatalogueBytesMax { get; init; } = CatalogueBytesMaxDefault;

    public Strictness Strictness { get; init; }

    /// <summary>
    /// Names of strict rules that are not held against this sender; see <see cref="Dialect.StrictRules"/>.
    /// </summary>
    public IReadOnlySet<string> Waivers { get; init; } = new HashSet<string>();

    /// <summary>Who refuses; null: the buyer's side for callbacks, the seller's for requests.</summary>
    public Refuser? Refuser { get; init; }
}

using System.Collections.Frozen;

namespace SkyLink.Beckn;

/// <summary>
/// The ten actions and their callbacks. A request has an even number, its callback is the odd one after it.
/// </summary>
public enum BecknAction
{
    Search,
    OnSearch,
    Select,
    OnSelect,
    Init,
    OnInit,
    Confirm,
    OnConfirm,
    Status,
    OnStatus,
    Track,
    OnTrack,
    Cancel,
    OnCancel,
    Update,
    OnUpdate,
    Rating,
    OnRating,
    Support,
    OnSupport,
}

/// <summary>Names and pairs of the actions.</summary>
public static class BecknActions
{
    private static readonly string[] Names =
    [
        "search", "on_search", "select", "on_select", "init", "on_init", "confirm", "on_confirm", "status", "on_status",
        "track", "on_track", "cancel", "on_cancel", "update", "on_update",
        "rating", "on_rating", "support", "on_support",
    ];

    private static readonly FrozenDictionary<string, BecknAction> ByName =
        Names.Index().Select(it => (Name: it.Item, Action: (BecknAction)it.Index))
            .Append((Name: "order", Action: BecknAction.Init))
            .ToFrozenDictionary(it => it.Name, it => it.Action, StringComparer.Ordinal);

    /// <summary>All twenty, each request followed by its callback.</summary>
    public static IReadOnlyList<BecknAction> All { get; } = Enum.GetValues<BecknAction>();

    extension(BecknAction action)
    {
        /// <summary>As written in <c>context.action</c> and in paths: <c>on_search</c>.</summary>
        public string Name => Names[(int)action];

        /// <summary>True for <c>on_…</c>: sent by the seller's side to <c>bap_uri</c>.</summary>
        public bool IsCallback => ((int)action & 1) == 1;

        /// <summary>The request of the pair; a request is its own.</summary>
        public BecknAction Request => (BecknAction)((int)action & ~1);

        /// <summary>The callback of the pair; a callback is its own.</summary>
        public BecknAction Callback => (BecknAction)((int)action | 1);
    }

    /// <summary>Knows the twenty names, in lower case, and <c>order</c>, another name of <c>init</c>.</summary>
    public static bool TryParse(string name, out BecknAction action) => ByName.TryGetValue(name, out action);
}

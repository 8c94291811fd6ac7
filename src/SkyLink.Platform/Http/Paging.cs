namespace SkyLink.Platform.Http;

/// <summary>Where to read on and how much. Bound from <c>?after=&amp;limit=</c>.</summary>
public sealed record PageRequest(Guid? After, [property: Range(1, PageRequest.LimitMax)] int Limit = 50)
{
    public const int LimitMax = 200;
}

/// <summary>One page of a list; pass <paramref name="Next"/> as <c>after</c> to read on. Null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

public static class Page
{
    /// <summary>A page of views; the last row's key is where the next one starts, unless this one is short.</summary>
    public static Page<TView> Of<TRow, TView>(
        IReadOnlyList<TRow> rows, int limit, Func<TRow, TView> view, Func<TRow, string> key) =>
        new([.. rows.Select(view)], rows.Count == limit ? key(rows[^1]) : null);
}

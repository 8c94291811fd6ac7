namespace SkyLink.Beckn;

/// <summary>What is wrong with one message, in the order found; at most as many as a sender can use at once.</summary>
internal sealed class Findings
{
    internal const int CountMax = 20;

    private readonly List<(ErrorKind Kind, string Path, string Message)> items = [];

    internal int Count => items.Count;

    internal bool IsFull => items.Count >= CountMax;

    internal void Add(ErrorKind kind, string path, string message)
    {
        if (!IsFull)
        {
            items.Add((kind, path, message));
        }
    }

    internal ValueList<BecknError> In(Dialect dialect, Refuser refuser) =>
        items.Select(it => dialect.Error(it.Kind, it.Path, it.Message, refuser)).ToValueList();
}

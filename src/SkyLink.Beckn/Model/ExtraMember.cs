namespace SkyLink.Beckn;

/// <summary>
/// A member that the model does not know, kept so that an object which passes through loses nothing.
/// </summary>
/// <param name="Path">
/// Where it stood, seen from the object of the record that holds it: names joined by <c>/</c>, in names <c>~1</c> for
/// <c>/</c> and <c>~0</c> for <c>~</c> as in JSON Pointer.
/// </param>
/// <param name="Json">Its value exactly as written.</param>
public sealed record ExtraMember(string Path, string Json)
{
    /// <summary>A name as one step of a pointer.</summary>
    public static string Escape(string name) => name.AsSpan().ContainsAny('~', '/')
        ? name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)
        : name;

    internal static string Unescape(string step) => step.Contains('~', StringComparison.Ordinal)
        ? step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)
        : step;
}

/// <summary>A record whose object on the wire may hold members that it does not know.</summary>
internal interface IExtensible
{
    ValueList<ExtraMember> Extra { get; }
}

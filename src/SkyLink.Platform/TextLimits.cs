namespace SkyLink.Platform;

public static class TextLimits
{
    /// <summary>
    /// The first characters of a text, at most <paramref name="lengthMax"/>. Never the half of one: that could be
    /// written neither to the database nor to the wire.
    /// </summary>
    public static string Beginning(this string text, int lengthMax) => text.Length <= lengthMax
        ? text
        : text[..(char.IsHighSurrogate(text[lengthMax - 1]) ? lengthMax - 1 : lengthMax)];
}

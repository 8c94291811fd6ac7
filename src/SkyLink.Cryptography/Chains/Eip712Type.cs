namespace SkyLink.Cryptography.Chains;

/// <summary>The type of a member: elementary, a structure, or an array of a type.</summary>
internal sealed class Eip712Type
{
    private readonly string text;

    private Eip712Type(
        string text,
        AbiType? elementary = null,
        string? structure = null,
        Eip712Type? element = null,
        int? length = null)
    {
        this.text = text;
        (Elementary, Structure, Element, Length) = (elementary, structure, element, length);
    }

    public AbiType? Elementary { get; }

    /// <summary>The structure it is, or is an array of.</summary>
    public string? Structure { get; }

    /// <summary>Null for what is no array.</summary>
    public Eip712Type? Element { get; }

    /// <summary>Of an array of fixed length.</summary>
    public int? Length { get; }

    /// <returns>
    /// Null for what is neither; <c>uint</c> and <c>int</c> have no meaning here, as the standard says.
    /// </returns>
    public static Eip712Type? TryParse(string text, Predicate<string> isStructure)
    {
        var end = text.IndexOf('[', StringComparison.Ordinal);
        var name = end < 0 ? text : text[..end];
        var type = isStructure(name) ? new Eip712Type(name, structure: name)
            : AbiType.TryParse(name, out var elementary) && elementary.ToString() == name && !name.StartsWith('(')
                ? new Eip712Type(name, elementary)
            : null;
        var levels = Eip712Message.DeepestLevel;
        for (var rest = text.AsSpan(name.Length); type is not null && !rest.IsEmpty; levels--)
        {
            var close = rest.IndexOf(']');
            var count = 0;
            if (levels == 0 || rest[0] != '[' || close < 0
                || (close > 1 && !AbiType.TryReadCount(rest[1..close], out count)))
            {
                return null;
            }

            type = new Eip712Type(
                type.text + rest[..(close + 1)].ToString(), structure: type.Structure, element: type,
                length: close > 1 ? count : null);
            rest = rest[(close + 1)..];
        }

        return type;
    }

    public override string ToString() => text;
}

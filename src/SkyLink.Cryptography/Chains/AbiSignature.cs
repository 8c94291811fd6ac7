using System.Diagnostics.CodeAnalysis;

namespace SkyLink.Cryptography.Chains;

/// <summary>An argument of a function or error, or a field of an event.</summary>
/// <param name="Type">What it holds.</param>
/// <param name="Name">Empty where none was given.</param>
/// <param name="IsIndexed">For a field of an event: it is a topic and not among the data.</param>
public sealed record AbiParameter(AbiType Type, string Name = "", bool IsIndexed = false);

/// <summary>A name and its parameters, written as in Solidity: <c>transfer(address to, uint256 amount)</c>.</summary>
internal sealed class AbiSignature
{
    private const string Indexed = "indexed";

    private AbiSignature(string name, AbiParameter[] parameters)
    {
        (Name, Parameters) = (name, parameters);
        Types = [.. parameters.Select(parameter => parameter.Type)];
        Hash = Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(ToString()));
    }

    public string Name { get; }

    public AbiParameter[] Parameters { get; }

    public AbiType[] Types { get; }

    /// <summary>Of the text without names: its front is the selector, the whole the topic.</summary>
    public byte[] Hash { get; }

    public ReadOnlySpan<byte> Selector => Hash.AsSpan(0, AbiFunction.SelectorSize);

    /// <summary>For signatures that stand in code.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static AbiSignature Parse(string text) =>
        TryParse(text, out var signature) ? signature : throw new FormatException($"'{text}' is no signature.");

    public override string ToString() => $"{Name}({string.Join(',', Types.Select(type => type.ToString()))})";

    /// <summary>Reads a name or none; a name begins with no digit.</summary>
    internal static string TakeName(ref ReadOnlySpan<char> text)
    {
        var size = 0;
        while (size < text.Length && (char.IsAsciiLetterOrDigit(text[size]) || text[size] is '_' or '$'))
        {
            size++;
        }

        size = size > 0 && char.IsAsciiDigit(text[0]) ? 0 : size;
        var name = text[..size].ToString();
        text = text[size..];
        return name;
    }

    private static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out AbiSignature? signature)
    {
        signature = null;
        var name = TakeName(ref text);
        if (name.Length == 0 || text.Length < 2 || text[0] != '(' || text[^1] != ')')
        {
            return false;
        }

        text = text[1..^1];
        var parameters = new List<AbiParameter>();
        while (!text.IsEmpty)
        {
            if (!TryTakeParameter(ref text, out var parameter)
                || (!text.IsEmpty && (text.Length < 2 || text[0] != ',')))
            {
                return false;
            }

            parameters.Add(parameter);
            text = text.IsEmpty ? text : text[1..].TrimStart(' ');
        }

        signature = new AbiSignature(name, [.. parameters]);
        return true;
    }

    /// <summary>Type, "indexed" and name, the last two where they are given.</summary>
    private static bool TryTakeParameter(ref ReadOnlySpan<char> text, [NotNullWhen(true)] out AbiParameter? parameter)
    {
        parameter = null;
        if (!AbiType.TryRead(ref text, AbiType.DeepestLevel, out var type))
        {
            return false;
        }

        var word = TakeWord(ref text);
        var isIndexed = word == Indexed;
        var name = isIndexed ? TakeWord(ref text) : word;
        parameter = new AbiParameter(type, name, isIndexed);
        return true;
    }

    private static string TakeWord(ref ReadOnlySpan<char> text)
    {
        if (!text.StartsWith(' '))
        {
            return "";
        }

        text = text[1..];
        return TakeName(ref text);
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace SkyLink.Cryptography.Chains;

/// <summary>The types of an EIP-712 message, and how values of them are hashed.</summary>
internal sealed class Eip712Types
{
    private const int MostTypes = 64;

    /// <summary>Of a number of 256 bits in decimal.</summary>
    private const int MostDigits = 78;

    private readonly Dictionary<string, (string Name, Eip712Type Type)[]> members = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> hashes = new(StringComparer.Ordinal);

    private Eip712Types()
    {
    }

    public IReadOnlyList<(string Name, Eip712Type Type)> MembersOf(string structure) => members[structure];

    /// <param name="json">"types".</param>
    /// <param name="domain">What a domain is where the types do not say so.</param>
    /// <param name="types">What was read.</param>
    public static bool TryRead(
        JsonElement json, (string Name, string Type)[] domain, [NotNullWhen(true)] out Eip712Types? types)
    {
        types = null;
        if (json.ValueKind != JsonValueKind.Object || json.GetPropertyCount() > MostTypes)
        {
            return false;
        }

        var texts = new Dictionary<string, List<(string Name, string Type)>>(StringComparer.Ordinal)
        {
            [Eip712Message.DomainType] = [.. domain],
        };
        foreach (var structure in json.EnumerateObject())
        {
            if (!IsName(structure.Name) || !TryReadMembers(structure.Value, out var read))
            {
                return false;
            }

            texts[structure.Name] = read;
        }

        var all = new Eip712Types();
        foreach (var (name, its) in texts)
        {
            var typed = its.Select(member => (member.Name, Type: Eip712Type.TryParse(member.Type, texts.ContainsKey)));
            if (AbiType.TryParse(name, out _) || typed.Any(member => member.Type is null))
            {
                return false;
            }

            all.members[name] = [.. typed.Select(member => (member.Name, member.Type!))];
        }

        types = all;
        return true;
    }

    /// <summary>encodeType: the structure, then those it refers to in the order of their names.</summary>
    public string Encode(string structure)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([structure]);
        while (open.TryPop(out var next))
        {
            foreach (var name in members[next].Select(member => member.Type.Structure).OfType<string>())
            {
                if (name != structure && found.Add(name))
                {
                    open.Push(name);
                }
            }
        }

        return string.Concat(found.Prepend(structure).Select(
            name => $"{name}({string.Join(',', members[name].Select(member => $"{member.Type} {member.Name}"))})"));
    }

    /// <summary>hashStruct.</summary>
    public bool TryHash(string structure, JsonElement value, [NotNullWhen(true)] out byte[]? hash)
    {
        hash = TryEncode(structure, value, out var encoded) ? Keccak256.Hash(encoded) : null;
        return hash is not null;
    }

    /// <summary>The hash of the type and encodeData.</summary>
    public bool TryEncode(string structure, JsonElement value, [NotNullWhen(true)] out byte[]? encoded)
    {
        encoded = null;
        if (!members.TryGetValue(structure, out var its)
            || value.ValueKind != JsonValueKind.Object
            || value.GetPropertyCount() != its.Length)
        {
            return false;
        }

        var output = new List<byte>(HashOf(structure));
        foreach (var (name, type) in its)
        {
            if (!value.TryGetProperty(name, out var member) || !TryEncode(type, member, out var word))
            {
                return false;
            }

            output.AddRange(word);
        }

        encoded = [.. output];
        return true;
    }

    private byte[] HashOf(string structure)
    {
        if (!hashes.TryGetValue(structure, out var hash))
        {
            hash = Keccak256.Hash(Encoding.ASCII.GetBytes(Encode(structure)));
            hashes[structure] = hash;
        }

        return hash;
    }

    private bool TryEncode(Eip712Type type, JsonElement value, [NotNullWhen(true)] out byte[]? word)
    {
        word = null;
        if (type.Element is { } element)
        {
            return TryEncodeArray(element, type.Length, value, out word);
        }

        return type.Elementary is { } elementary
            ? TryEncode(elementary, value, out word)
            : TryHash(type.Structure!, value, out word);
    }

    private bool TryEncodeArray(
        Eip712Type element, int? length, JsonElement value, [NotNullWhen(true)] out byte[]? word)
    {
        word = null;
        if (value.ValueKind != JsonValueKind.Array || (length is not null && value.GetArrayLength() != length))
        {
            return false;
        }

        var output = new List<byte>();
        foreach (var item in value.EnumerateArray())
        {
            if (!TryEncode(element, item, out var one))
            {
                return false;
            }

            output.AddRange(one);
        }

        word = Keccak256.Hash([.. output]);
        return true;
    }

    private static bool TryEncode(AbiType type, JsonElement value, [NotNullWhen(true)] out byte[]? word)
    {
        word = null;
        if (type.Kind is AbiKind.UnsignedInteger or AbiKind.SignedInteger)
        {
            word = TryReadNumber(value, out var number) && type.Holds(number) ? Abi.Encode([type], number) : null;
        }
        else if (type.Kind == AbiKind.Boolean)
        {
            word = value.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? Abi.Encode([type], value.GetBoolean())
                : null;
        }
        else if (StrictJson.TryGetText(value, out var text))
        {
            word = type.Kind switch
            {
                AbiKind.Text => Keccak256.Hash(Encoding.UTF8.GetBytes(text)),
                AbiKind.Bytes when PrefixedHex.TryDecode(text, out var bytes) => Keccak256.Hash(bytes),
                AbiKind.FixedBytes when PrefixedHex.TryDecode(text, out var bytes) && bytes.Length == type.Size =>
                    Abi.Encode([type], bytes),
                AbiKind.Address when EthereumAddress.TryParse(text, out var address) => Abi.Encode([type], address),
                _ => null,
            };
        }

        return word is not null;
    }

    private static bool TryReadNumber(JsonElement value, out BigInteger number)
    {
        number = default;
        var text = value.ValueKind == JsonValueKind.Number ? value.GetRawText()
            : StrictJson.TryGetText(value, out var given) ? given
            : "";
        if (text.StartsWith(PrefixedHex.Prefix, StringComparison.Ordinal))
        {
            var digits = text[PrefixedHex.Prefix.Length..];
            return digits.Length is > 0 and <= 2 * AbiType.WordSize
                && BigInteger.TryParse(
                    $"0{digits}", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        }

        var magnitude = text.AsSpan(text.StartsWith('-') ? 1 : 0);
        return magnitude.Length is > 0 and <= MostDigits
            && !magnitude.ContainsAnyExceptInRange('0', '9')
            && (magnitude[0] != '0' || text == "0")
            && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    private static bool TryReadMembers(JsonElement json, [NotNullWhen(true)] out List<(string Name, string Type)>? read)
    {
        read = [];
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (json.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        foreach (var member in json.EnumerateArray())
        {
            if (member.ValueKind != JsonValueKind.Object
                || member.GetPropertyCount() != 2
                || !member.TryGetProperty("name", out var named) || !StrictJson.TryGetText(named, out var name)
                || !member.TryGetProperty("type", out var typed) || !StrictJson.TryGetText(typed, out var type)
                || !IsName(name) || !names.Add(name))
            {
                return false;
            }

            read.Add((name, type));
        }

        return true;
    }

    private static bool IsName(ReadOnlySpan<char> text) => AbiSignature.TakeName(ref text).Length > 0 && text.IsEmpty;
}

using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// Data with types that a wallet shows and signs (EIP-712), read from the JSON that <c>eth_signTypedData_v4</c> takes:
/// "types", "primaryType", "domain" and "message".
/// </summary>
public sealed class Eip712Message
{
    /// <summary>The longest JSON that is read, in bytes.</summary>
    public const int LongestJson = 256 << 10;

    /// <summary>How deep objects and arrays may lie in each other; types that contain themselves end here.</summary>
    public const int DeepestLevel = 32;

    internal const string DomainType = "EIP712Domain";

    /// <summary>What a domain may say, in this order.</summary>
    private static readonly Dictionary<string, string> DomainMembers = new(StringComparer.Ordinal)
    {
        ["name"] = "string",
        ["version"] = "string",
        ["chainId"] = "uint256",
        ["verifyingContract"] = "address",
        ["salt"] = "bytes32",
    };

    private readonly byte[] hash;
    private readonly byte[] domainSeparator;
    private readonly byte[] structHash;

    private Eip712Message(string primaryType, string encodedType, byte[] domainSeparator, byte[] structHash)
    {
        (PrimaryType, EncodedType) = (primaryType, encodedType);
        (this.domainSeparator, this.structHash) = (domainSeparator, structHash);
        hash = Keccak256.Hash([0x19, 0x01, .. domainSeparator, .. structHash]);
    }

    public string PrimaryType { get; }

    /// <summary>
    /// The primary type with all it refers to, as it is hashed: <c>Mail(Person from,...)Person(...)</c>.
    /// </summary>
    public string EncodedType { get; }

    /// <summary>What is signed, 32 bytes.</summary>
    public ReadOnlySpan<byte> Hash => hash;

    /// <summary>The hash of the domain, 32 bytes: a contract knows its own.</summary>
    public ReadOnlySpan<byte> DomainSeparator => domainSeparator;

    /// <summary>The hash of the message alone, 32 bytes.</summary>
    public ReadOnlySpan<byte> StructHash => structHash;

    /// <summary>
    /// Reads strictly: every member of a type has a value of its kind and no other is there, integers are whole numbers
    /// in range (numbers, decimal texts, or hexadecimal after "0x"), bytes and addresses are hexadecimal after "0x".
    /// Where "types" does not say what a domain is, its members say so.
    /// </summary>
    /// <returns>
    /// False for anything else, beyond <see cref="LongestJson"/>, <see cref="DeepestLevel"/> and 64 types, and for the
    /// domain as primary type.
    /// </returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8Json, [NotNullWhen(true)] out Eip712Message? message)
    {
        message = null;
        if (utf8Json.Length > LongestJson
            || !StrictJson.TryParseObject(utf8Json, out var json, DeepestLevel)
            || json.GetPropertyCount() != 4
            || !json.TryGetProperty("types", out var types)
            || !json.TryGetProperty("domain", out var domain) || domain.ValueKind != JsonValueKind.Object
            || !json.TryGetProperty("message", out var content)
            || !json.TryGetProperty("primaryType", out var named) || !StrictJson.TryGetText(named, out var primaryType)
            || primaryType == DomainType
            || !Eip712Types.TryRead(types, DomainOf(domain), out var read)
            || !IsDomain(read)
            || !read.TryHash(DomainType, domain, out var domainSeparator)
            || !read.TryHash(primaryType, content, out var structHash))
        {
            return false;
        }

        message = new Eip712Message(primaryType, read.Encode(primaryType), domainSeparator, structHash);
        return true;
    }

    /// <summary>r, s and v, 65 bytes.</summary>
    public byte[] Sign(Secp256k1PrivateKey key) => key.Sign(hash).ToRecoverable();

    /// <summary>Finds who signed.</summary>
    /// <inheritdoc cref="PersonalMessage.TryRecover" path="/param"/>
    /// <inheritdoc cref="PersonalMessage.TryRecover" path="/returns"/>
    public bool TryRecover(ReadOnlySpan<byte> signature, [NotNullWhen(true)] out EthereumAddress? signer) =>
        PersonalMessage.TryRecoverHash(hash, signature, out signer);

    /// <summary>The members that a domain has, in their order.</summary>
    private static (string Name, string Type)[] DomainOf(JsonElement domain) =>
    [
        .. DomainMembers.Where(member => domain.TryGetProperty(member.Key, out _))
            .Select(member => (member.Key, member.Value)),
    ];

    private static bool IsDomain(Eip712Types types)
    {
        var order = DomainMembers.Keys.ToList();
        var last = -1;
        foreach (var (name, type) in types.MembersOf(DomainType))
        {
            var place = order.IndexOf(name);
            if (place <= last || type.ToString() != DomainMembers[name])
            {
                return false;
            }

            last = place;
        }

        return true;
    }
}

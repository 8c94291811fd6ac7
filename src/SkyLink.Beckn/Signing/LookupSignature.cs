using SkyLink.Cryptography;

namespace SkyLink.Beckn.Signing;

/// <summary>
/// What <c>/vlookup</c> signs: the search parameters in this order, joined by bars. It has no time in it, so it can
/// be replayed for ever; the network keeps it for old participants only.
/// </summary>
/// <param name="Country">ISO 3166 alpha-3, "IND".</param>
/// <param name="Domain">"ONDC:RET10".</param>
/// <param name="Type">"buyerApp", "sellerApp", "gateway".</param>
/// <param name="City">"std:080", or "*".</param>
/// <param name="SubscriberId">The participant looked for.</param>
public sealed record LookupSignature(string Country, string Domain, string Type, string City, string SubscriberId)
{
    /// <summary>The text that is signed.</summary>
    public override string ToString() => $"{Country}|{Domain}|{Type}|{City}|{SubscriberId}";

    /// <summary>The value of <c>signature</c>, base64.</summary>
    public string Sign(Ed25519PrivateKey key) => TextSignature.Sign(key, ToString());

    public bool Verify(Ed25519PublicKey key, ReadOnlySpan<char> signature) =>
        TextSignature.Verify(key, ToString(), signature);
}

using SkyLink.Cryptography;

namespace SkyLink.Trade.Nodes;

/// <summary>A participant as the registry describes it.</summary>
/// <param name="Type">BAP, BPP or BG.</param>
/// <param name="Uri">Where its messages go, without a last slash; the only address anything is ever sent to.</param>
/// <param name="Keys">Those the registry vouches for at the moment.</param>
internal sealed record Participant(
    string SubscriberId, ParticipantType Type, Uri Uri, string Domain, IReadOnlyList<string> Cities,
    IReadOnlyList<ParticipantKey> Keys)
{
    /// <summary>Sells for others, not from a stock of its own.</summary>
    public bool IsMarketplace { get; init; }

    public ParticipantKey? KeyOf(ReadOnlySpan<char> keyId, DateTimeOffset now)
    {
        foreach (var key in Keys)
        {
            if (keyId.SequenceEqual(key.KeyId) && key.ValidFrom <= now && now < key.ValidUntil)
            {
                return key;
            }
        }

        return null;
    }

    public bool Serves(string city) => city == "*" || Cities.Contains("*") || Cities.Contains(city);
}

/// <summary>The side a participant takes.</summary>
internal enum ParticipantType
{
    /// <summary>Buyer's application.</summary>
    Bap,

    /// <summary>Seller's application; logistics and payment partners too: they sell a service.</summary>
    Bpp,

    /// <summary>Gateway: passes searches on to all sellers concerned.</summary>
    Bg,
}

internal sealed record ParticipantKey(
    string KeyId, Ed25519PublicKey Signing, DateTimeOffset ValidFrom, DateTimeOffset ValidUntil);

using System.Globalization;
using SkyLink.Cryptography;
using SkyLink.Platform;

namespace SkyLink.Trade.Registry;

/// <summary>The body of <c>/subscribe</c>, as far as the registry reads it; everything may be missing.</summary>
internal sealed record SubscribeBody(SubscribeContext? Context, SubscribeMessage? Message);

internal sealed record SubscribeContext(SubscribeOperation? Operation);

/// <param name="OpsNo">1 buyer application, 2 seller application, 4 several of both.</param>
internal sealed record SubscribeOperation(int? OpsNo);

internal sealed record SubscribeMessage(
    string? RequestId, string? Timestamp, SubscribeEntity? Entity,
    IReadOnlyList<SubscribeParticipant?>? NetworkParticipant);

internal sealed record SubscribeEntity(
    SubscribeTaxNumber? Gst, string? Country, string? SubscriberId, string? UniqueKeyId, string? CallbackUrl,
    SubscribeKeys? KeyPair);

internal sealed record SubscribeTaxNumber(string? LegalEntityName);

internal sealed record SubscribeKeys(
    string? SigningPublicKey, string? EncryptionPublicKey, string? ValidFrom, string? ValidUntil);

internal sealed record SubscribeParticipant(
    string? SubscriberUrl, string? Domain, string? Type, bool? Msn, IReadOnlyList<string?>? CityCode,
    IReadOnlyList<SubscribeSeller?>? SellerOnRecord);

internal sealed record SubscribeSeller(string? UniqueKeyId, string? Name, IReadOnlyList<string?>? CityCode);

/// <summary>Makes an <see cref="Enrolment"/> of a body, or says which part of it is wrong.</summary>
internal sealed class SubscribeReader(CallbackAddresses addresses, TimeProvider clock)
{
    /// <summary>What a gateway writes that passes messages of every domain.</summary>
    internal const string AnyDomain = "*";

    private const int RolesMax = 50;
    private const int CitiesMax = 200;
    private const int SellersMax = 200;
    private const int TextMax = 200;
    private const string DefaultCountry = "IND";
    private const string TextExpected = "1 to 200 printable characters are expected.";
    private const string TimeExpected = "An RFC 3339 time is expected.";
    private static readonly TimeSpan TimestampGapMax = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeyLifetimeMax = TimeSpan.FromDays(3653);

    public Enrolment? Read(SubscribeBody body, out RegistryRefusal? refusal)
    {
        var faults = new Faults();
        var message = body.Message ?? new SubscribeMessage(null, null, null, null);
        var entity = message.Entity ?? new SubscribeEntity(null, null, null, null, null, null);
        var subscriberId = entity.SubscriberId ?? "";
        faults.Unless(
            SubscriberIds.IsSubscriber(subscriberId), "message.entity.subscriber_id", "A host name is expected.");
        faults.Unless(IsText(message.RequestId), "message.request_id", TextExpected);
        CheckTimestamp(message.Timestamp, faults);
        var country = entity.Country ?? DefaultCountry;
        faults.Unless(
            country.Length == 3 && country.All(char.IsAsciiLetterUpper), "message.entity.country",
            "Three letters (ISO 3166) are expected.");
        var legalName = entity.Gst?.LegalEntityName ?? subscriberId;
        faults.Unless(IsText(legalName), "message.entity.gst.legal_entity_name", TextExpected);
        var key = ReadKey(entity, faults);
        if ((refusal = faults.First) is not null)
        {
            return null;
        }

        var callback = Address(subscriberId, entity.CallbackUrl, "message.entity.callback_url", faults);
        var roles = ReadRoles(subscriberId, body.Context?.Operation?.OpsNo, message.NetworkParticipant ?? [], faults);
        refusal = faults.First;
        return refusal is null
            ? new Enrolment(subscriberId, message.RequestId!, legalName, country, callback, key!, roles)
            : null;
    }

    private static bool IsDomain(string? text) => text?.Length is >= 1 and <= 100
        && text.All(it => char.IsAsciiLetterOrDigit(it) || ":_./-".Contains(it));

    private static bool IsText(string? text) => text?.Length is >= 1 and <= TextMax && !text.Any(char.IsControl);

    private void CheckTimestamp(string? text, Faults faults)
    {
        var isRead = TryReadTime(text, out var at);
        faults.Unless(isRead, "message.timestamp", TimeExpected);
        if (isRead && (at - clock.GetUtcNow()).Duration() > TimestampGapMax)
        {
            faults.Add(RegistryRefusal.Policy(
                $"Timestamp is invalid: it differs from the time here, {clock.GetUtcNow():u}, by more than "
                + $"{TimestampGapMax.TotalMinutes:0} minutes.", "message.timestamp"));
        }
    }

    private KeyPair? ReadKey(SubscribeEntity entity, Faults faults)
    {
        const string at = "message.entity.key_pair";
        var keys = entity.KeyPair ?? new SubscribeKeys(null, null, null, null);
        faults.Unless(
            SubscriberIds.IsKey(entity.UniqueKeyId), "message.entity.unique_key_id",
            "1 to 128 characters of A-Z a-z 0-9 . _ ~ : = + @ - are expected.");
        faults.Unless(
            Ed25519PublicKey.TryRead(keys.SigningPublicKey, out var signing), $"{at}.signing_public_key",
            "An Ed25519 public key in base64 is expected.");
        faults.Unless(
            X25519PublicKey.TryRead(keys.EncryptionPublicKey, out _), $"{at}.encryption_public_key",
            "An X25519 public key in base64 is expected, raw or SubjectPublicKeyInfo.");
        faults.Unless(TryReadTime(keys.ValidFrom, out var from), $"{at}.valid_from", TimeExpected);
        faults.Unless(
            TryReadTime(keys.ValidUntil, out var until) && until > from && until > clock.GetUtcNow()
                && until - from <= KeyLifetimeMax,
            $"{at}.valid_until", "A future time after valid_from and within ten years of it is expected.");
        return faults.First is null
            ? new KeyPair(entity.UniqueKeyId!, signing!.ToBase64(), keys.EncryptionPublicKey!, from, until)
            : null;
    }

    private List<Participation> ReadRoles(
        string subscriberId, int? operation, IReadOnlyList<SubscribeParticipant?> given, Faults faults)
    {
        faults.Unless(operation is 1 or 2 or 4, "context.operation.ops_no", "1, 2 or 4 is expected.");
        faults.Unless(
            given.Count is >= 1 and <= RolesMax, "message.network_participant",
            $"1 to {RolesMax} entries are expected.");
        var roles = new List<Participation>();
        for (var index = 0; index < given.Count && faults.First is null; index++)
        {
            var role = ReadRole(subscriberId, given[index], $"message.network_participant[{index}]", faults);
            var isMeant = operation switch
            {
                1 => role.Type != ParticipantType.BPP,
                2 => role.Type != ParticipantType.BAP,
                _ => true, // the network has no number for gateways: they come with any
            };
            faults.Unless(isMeant, $"message.network_participant[{index}].type", "The type does not go with ops_no.");
            faults.Unless(
                !roles.Exists(it => it.Type == role.Type && it.Domain == role.Domain),
                $"message.network_participant[{index}]", "Type and domain occur twice.");
            roles.Add(role);
        }

        return roles;
    }

    private Participation ReadRole(string subscriberId, SubscribeParticipant? given, string at, Faults faults)
    {
        var role = given ?? new SubscribeParticipant(null, null, null, null, null, null);
        var type = WireTypes.Find(role.Type);
        faults.Unless(type is not null, $"{at}.type", "buyerApp, sellerApp or gateway is expected.");
        faults.Unless(
            IsDomain(role.Domain) || type == ParticipantType.BG && role.Domain == AnyDomain,
            $"{at}.domain", "A domain such as ONDC:RET10 is expected.");
        var kind = type != ParticipantType.BPP ? SellerKind.None
            : role.Msn == true ? SellerKind.Marketplace : SellerKind.Inventory;
        return new Participation(
            type ?? default, kind, role.Domain ?? "", Cities(role.CityCode, $"{at}.city_code", faults),
            Address(subscriberId, role.SubscriberUrl, $"{at}.subscriber_url", faults),
            ReadSellers(kind, role.SellerOnRecord ?? [], $"{at}.seller_on_record", faults));
    }

    private static List<SellerOnRecord> ReadSellers(
        SellerKind kind, IReadOnlyList<SubscribeSeller?> given, string at, Faults faults)
    {
        faults.Unless(given.Count <= SellersMax, at, $"At most {SellersMax} sellers are expected.");
        faults.Unless(
            kind == SellerKind.Marketplace || given.Count == 0, at, "Only a marketplace (msn) has sellers on record.");
        var sellers = new List<SellerOnRecord>();
        for (var index = 0; index < given.Count && faults.First is null; index++)
        {
            var seller = given[index];
            faults.Unless(
                SubscriberIds.IsKey(seller?.UniqueKeyId), $"{at}[{index}].unique_key_id", "An id is expected.");
            faults.Unless(seller?.Name is null || IsText(seller.Name), $"{at}[{index}].name", TextExpected);
            sellers.Add(new SellerOnRecord(
                seller?.UniqueKeyId ?? "", seller?.Name, Cities(seller?.CityCode, $"{at}[{index}].city_code", faults)));
        }

        return sellers;
    }

    private static List<string> Cities(IReadOnlyList<string?>? given, string at, Faults faults)
    {
        var cities = given ?? [];
        faults.Unless(
            cities.Count is >= 1 and <= CitiesMax && cities.All(it =>
                it?.Length is >= 1 and <= 40 && it.All(c => char.IsAsciiLetterOrDigit(c) || ":_*.-".Contains(c))),
            at, $"1 to {CitiesMax} codes such as std:080 are expected.");
        return [.. cities.OfType<string>()];
    }

    private string Address(string subscriberId, string? text, string at, Faults faults)
    {
        var address = addresses.Resolve(subscriberId, text, out var reason);
        if (address is null)
        {
            faults.Add(RegistryRefusal.Domain(at, reason));
        }

        return address?.AbsoluteUri ?? "";
    }

    private static bool TryReadTime(string? text, out DateTimeOffset time)
    {
        var isRead = DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out time);
        time = time.ToMicroseconds();
        return isRead;
    }

    /// <summary>Keeps the first fault: the peer corrects one thing at a time.</summary>
    private sealed class Faults
    {
        public RegistryRefusal? First { get; private set; }

        public void Add(RegistryRefusal refusal) => First ??= refusal;

        public void Unless(bool isFine, string path, string expected)
        {
            if (!isFine)
            {
                Add(RegistryRefusal.Malformed(path, expected));
            }
        }
    }
}

/// <summary>Both spellings of the participant types that are in use.</summary>
internal static class WireTypes
{
    public static ParticipantType? Find(string? text) => text?.ToUpperInvariant() switch
    {
        "BAP" or "BUYERAPP" => ParticipantType.BAP,
        "BPP" or "SELLERAPP" => ParticipantType.BPP,
        "BG" or "GATEWAY" => ParticipantType.BG,
        _ => null,
    };
}

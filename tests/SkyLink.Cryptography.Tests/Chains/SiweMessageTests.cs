using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SkyLink.Cryptography.Chains;

/// <summary>Two copies of one collection lie in the test data; both are read.</summary>
public sealed class SiweMessageTests
{
    private const string Site = "service.org";
    private const string Nonce = "12341234";

    private static readonly DateTimeOffset Now = new(2022, 4, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Folders => ["web3/siwe", "crypto/siwe"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Messages_of_the_standard_are_read_and_written(string folder)
    {
        var vectors = Vectors.Read($"{folder}/parsing_positive.json").EnumerateObject().ToList();
        foreach (var vector in vectors)
        {
            var (text, fields) = (vector.Value.Text("message"), vector.Value.GetProperty("fields"));
            Assert.True(SiweMessage.TryParse(text, out var message), vector.Name);
            Assert.Equal(text, message.Text);
            Assert.Equal(fields.Text("address"), message.Address.ToString());
            Assert.Equal(fields.GetProperty("chainId").GetUInt64(), message.ChainId);
            var expected = RequestOf(fields);
            Assert.Equal(expected with { Resources = [] }, message.Request with { Resources = [] });
            Assert.Equal(expected.Resources, message.Request.Resources);

            // Times may be written in several ways; with ours, what is written is read as the same.
            var written = SiweMessage.Create(message.Address, message.ChainId, message.Request);
            Assert.True(SiweMessage.TryParse(written.Text, out var again));
            Assert.Equal(message.Request with { Resources = [] }, again.Request with { Resources = [] });
            Assert.Equal(text.Split('\n').Length, written.Text.Split('\n').Length);
        }

        Assert.Equal(19, vectors.Count);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Messages_out_of_form_are_refused(string folder)
    {
        var vectors = Vectors.Read($"{folder}/parsing_negative.json").EnumerateObject().ToList();
        foreach (var vector in vectors)
        {
            Assert.False(SiweMessage.TryParse(vector.Value.GetString()!, out _), vector.Name);
        }

        Assert.Equal(29, vectors.Count);
    }

    /// <summary>
    /// The objects have texts for everything. Ours have types, so what is missing or out of form cannot even be said;
    /// as text it is refused, and what can be said is refused when it is written.
    /// </summary>
    [Theory]
    [MemberData(nameof(Folders))]
    public void Parts_out_of_form_are_refused(string folder)
    {
        var (vectors, written) = (Vectors.Read($"{folder}/parsing_negative_objects.json").EnumerateObject().ToList(), 0);
        foreach (var vector in vectors)
        {
            var fields = vector.Value;
            Assert.False(SiweMessage.TryParse(TextOf(fields), out _), vector.Name);
            string[] needed = ["domain", "address", "uri", "version", "chainId", "nonce", "issuedAt"];
            if (needed.All(name => fields.TryGetProperty(name, out _))
                && EthereumAddress.TryParse(fields.Text("address"), out var address)
                && fields.Text("version") == "1"
                && fields.GetProperty("chainId").ValueKind == JsonValueKind.Number
                && new[] { "issuedAt", "expirationTime", "notBefore" }.All(name => TryTime(fields, name, out _)))
            {
                Assert.Throws<ArgumentException>(() => SiweMessage.Create(address, 1, RequestOf(fields)));
                written++;
            }
        }

        // Domain, URI, nonce, and the two resources.
        Assert.Equal((18, 5), (vectors.Count, written));
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Verdicts_on_signatures_are_those_of_the_collection(string folder)
    {
        var count = 0;
        foreach (var (file, isExpected) in new[] { ("verification_positive", true), ("verification_negative", false) })
        {
            foreach (var vector in Vectors.Read($"{folder}/{file}.json").EnumerateObject())
            {
                Assert.Equal(isExpected, Verify(vector.Value) == SignInRefusal.None);
                Assert.Equal(isExpected ? SignInRefusal.None : RefusalOf(vector.Name), Verify(vector.Value));
                count++;
            }
        }

        Assert.Equal(14, count);
    }

    /// <summary>Signatures of contracts, one of which has 66 bytes: without a node they are nobody's.</summary>
    [Theory]
    [MemberData(nameof(Folders))]
    public void Signatures_of_contracts_are_not_believed_here(string folder)
    {
        var vectors = Vectors.Read($"{folder}/eip1271.json").EnumerateObject().ToList();
        foreach (var vector in vectors)
        {
            Assert.True(SiweMessage.TryParse(vector.Value.Text("message"), out var message));
            var signature = vector.Value.Bytes("signature");
            Assert.Equal(
                SignInRefusal.SignatureInvalid,
                message.Verify(signature, message.Request.Domain, message.Request.Nonce, message.Request.IssuedAt));
            var call = Eip1271.EncodeCheck(PersonalMessage.Hash(message.Text), signature);
            Assert.Equal("0x1626ba7e", EthersVectors.Hex(call.AsSpan(0, 4)));
        }

        Assert.Equal(2, vectors.Count);
    }

    [Fact]
    public void Who_signs_is_believed_for_site_nonce_and_time_alone()
    {
        using var key = Secp256k1PrivateKey.Generate();
        using var other = Secp256k1PrivateKey.Generate();
        var message = SiweMessage.Create(EthereumAddress.Of(key.PublicKey), 1, Request() with
        {
            NotBefore = Now,
            ExpirationTime = Now.AddMinutes(5),
        });
        var signature = PersonalMessage.Sign(message.Text, key);
        Assert.Equal(SignInRefusal.None, message.Verify(signature, Site, Nonce, Now));
        Assert.Equal(SignInRefusal.None, message.Verify(signature, Site, Nonce, Now.AddMinutes(5).AddTicks(-1)));
        Assert.Equal(SignInRefusal.Expired, message.Verify(signature, Site, Nonce, Now.AddMinutes(5)));
        Assert.Equal(SignInRefusal.NotYetValid, message.Verify(signature, Site, Nonce, Now.AddTicks(-1)));
        Assert.Equal(SignInRefusal.DomainMismatch, message.Verify(signature, "service.org:443", Nonce, Now));
        Assert.Equal(SignInRefusal.DomainMismatch, message.Verify(signature, "Service.org", Nonce, Now));
        Assert.Equal(SignInRefusal.NonceMismatch, message.Verify(signature, Site, "12341235", Now));
        Assert.Equal(SignInRefusal.SignatureInvalid, message.Verify(PersonalMessage.Sign(message.Text, other), Site, Nonce, Now));
        Assert.Equal(SignInRefusal.SignatureInvalid, message.Verify(PersonalMessage.Sign($"{message.Text} ", key), Site, Nonce, Now));
        Assert.Equal(SignInRefusal.SignatureInvalid, message.Verify([], Site, Nonce, Now));
        Assert.Equal(SignInRefusal.SignatureInvalid, message.Verify(signature.AsSpan(0, 64), Site, Nonce, Now));
    }

    [Fact]
    public void A_part_cannot_smuggle_lines_in()
    {
        SignInRequest[] requests =
        [
            Request() with { Statement = "Sign\n\nURI: https://other.org" },
            Request() with { Statement = "" },
            Request() with { Statement = "100%" },
            Request() with { Statement = "é" },
            Request() with { Domain = "service.org wants you to sign in with your Ethereum account:\nx" },
            Request() with { Domain = "" },
            Request() with { Domain = "https://service.org" },
            Request() with { Scheme = "1a" },
            Request() with { Scheme = "" },
            Request() with { Uri = "https://service.org\nVersion: 1" },
            Request() with { Nonce = "1234123" },
            Request() with { Nonce = "1234-1234" },
            Request() with { RequestId = "a\nResources:" },
            Request() with { RequestId = "a/b" },
            Request() with { Resources = ["https://service.org\n- https://other.org"] },
            Request() with { Resources = [""] },
            Request() with { Resources = [.. Enumerable.Repeat("https://service.org", 65)] },
            Request() with { Statement = new string('x', SiweMessage.LongestText) },
        ];
        foreach (var request in requests)
        {
            Assert.Throws<ArgumentException>(() => SiweMessage.Create(EthereumAddress.Zero, 1, request));
        }
    }

    [Theory]
    [InlineData("2022-03-17T12:45:13Z", true)]
    [InlineData("2022-03-17T12:45:13.1Z", true)]
    [InlineData("2022-03-17T12:45:13.123456789Z", true)]
    [InlineData("2022-03-17T12:45:13.610+05:30", true)]
    [InlineData("2022-03-17T12:45:13-00:00", true)]
    [InlineData("2022-03-17T12:45:13", false)]
    [InlineData("2022-03-17T12:45Z", false)]
    [InlineData("2022-03-17 12:45:13Z", false)]
    [InlineData("2022-03-17t12:45:13z", false)]
    [InlineData("2022-02-29T12:45:13Z", false)]
    [InlineData("2022-03-17T24:00:00Z", false)]
    [InlineData("2022-03-17T12:45:60Z", false)]
    [InlineData("2022-03-17T12:45:13.Z", false)]
    [InlineData("2022-03-17T12:45:13,5Z", false)]
    [InlineData("2022-03-17T12:45:13.5a5Z", false)]
    [InlineData("2022-03-17T12:45:13+5:30", false)]
    [InlineData("2022-03-17T12:45:13+0530", false)]
    [InlineData("2022-03-17T12:45:13+25:00", false)]
    [InlineData("0000-03-17T12:45:13Z", false)]
    [InlineData("02022-03-17T12:45:13Z", false)]
    [InlineData(" 2022-03-17T12:45:13Z", false)]
    [InlineData("2022-03-17", false)]
    [InlineData("Z", false)]
    [InlineData(".Z", false)]
    [InlineData("", false)]
    public void A_time_is_that_of_RFC_3339(string time, bool isExpected)
    {
        var text = SiweMessage.Create(EthereumAddress.Zero, 1, Request()).Text;
        var changed = text.Replace("2022-04-01T00:00:00Z", time, StringComparison.Ordinal);
        Assert.NotEqual(text, changed);
        Assert.Equal(isExpected, SiweMessage.TryParse(changed, out _));
    }

    [Theory]
    [InlineData("example.org", true)]
    [InlineData("localhost:8080", true)]
    [InlineData("[2001:db8::1]:443", true)]
    [InlineData("user:word@example.org", true)]
    [InlineData("ex%41mple.org", true)]
    [InlineData("example.org:", true)]
    [InlineData("example.org:x", false)]
    [InlineData("example.org:123456", false)]
    [InlineData("example.org/path", false)]
    [InlineData("example.org?", false)]
    [InlineData("exa mple.org", false)]
    [InlineData("ex%4mple.org", false)]
    [InlineData("ex%", false)]
    [InlineData("[2001:db8::1", false)]
    [InlineData("[127.0.0.1]", false)]
    [InlineData("[::1%25eth0]", false)]
    [InlineData("[]", false)]
    [InlineData("a@b@c", false)]
    [InlineData(":80", false)]
    [InlineData("@", false)]
    [InlineData("münchen.example", false)]
    public void A_domain_is_an_authority_of_RFC_3986(string domain, bool isExpected) =>
        Assert.Equal(isExpected, Rfc3986.IsAuthority(domain));

    [Theory]
    [InlineData("https://example.org/a/b?c=d&e#f", true)]
    [InlineData("ipfs://bafybeiemxf5abjwjbikoz4mc3a3dla6ual3jsgpdr4cjr3oz3evfyavhwq/", true)]
    [InlineData("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", true)]
    [InlineData("did:key:z6Mk", true)]
    [InlineData("file:///etc", true)]
    [InlineData("mailto:a@b.example", true)]
    [InlineData("a:", true)]
    [InlineData("example.org", false)]
    [InlineData("//example.org", false)]
    [InlineData(":a", false)]
    [InlineData("1a:b", false)]
    [InlineData("https://exa mple.org", false)]
    [InlineData("https://example.org/%zz", false)]
    [InlineData("https://example.org/a#b#c", false)]
    [InlineData("https://example.org/<a>", false)]
    [InlineData("https://[::1/a", false)]
    [InlineData("", false)]
    public void A_URI_is_one_of_RFC_3986(string uri, bool isExpected) => Assert.Equal(isExpected, Rfc3986.IsUri(uri));

    private static SignInRequest Request() => new()
    {
        Domain = Site,
        Statement = "I accept the terms: https://service.org/tos",
        Uri = "https://service.org/login",
        Nonce = Nonce,
        IssuedAt = Now,
        RequestId = "some_id",
        Resources = ["https://service.org/login"],
    };

    private static SignInRefusal? Verify(JsonElement fields)
    {
        if (!SiweMessage.TryParse(TextOf(fields), out var message))
        {
            return null;
        }

        var domain = fields.TryGetProperty("domainBinding", out var binding) ? binding.GetString()! : message.Request.Domain;
        var nonce = fields.TryGetProperty("matchNonce", out var match) ? match.GetString()! : message.Request.Nonce;
        Assert.True(TryTime(fields, "time", out var time));
        var now = time ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        // One signature has half a byte too much: no bytes at all.
        return message.Verify(PrefixedHex.TryDecode(fields.Text("signature"), out var bytes) ? bytes : [], domain, nonce, now);
    }

    private static SignInRefusal? RefusalOf(string name) => name switch
    {
        "expired message" or "custom time" => SignInRefusal.Expired,
        "domain binding" => SignInRefusal.DomainMismatch,
        "custom nonce" => SignInRefusal.NonceMismatch,
        "malformed signature" or "wrong signature" => SignInRefusal.SignatureInvalid,
        "not yet valid" => SignInRefusal.NotYetValid,
        _ => null,
    };

    private static bool TryTime(JsonElement fields, string name, out DateTimeOffset? time)
    {
        time = null;
        if (!fields.TryGetProperty(name, out var text))
        {
            return true;
        }

        var isTime = DateTimeOffset.TryParse(text.GetString(), CultureInfo.InvariantCulture, out var read);
        time = read;
        return isTime;
    }

    private static SignInRequest RequestOf(JsonElement fields)
    {
        Assert.True(TryTime(fields, "issuedAt", out var issuedAt));
        Assert.True(TryTime(fields, "expirationTime", out var expirationTime));
        Assert.True(TryTime(fields, "notBefore", out var notBefore));
        return new SignInRequest
        {
            Scheme = TextOf(fields, "scheme"),
            Domain = fields.Text("domain"),
            Statement = TextOf(fields, "statement"),
            Uri = fields.Text("uri"),
            Nonce = fields.Text("nonce"),
            IssuedAt = issuedAt!.Value,
            ExpirationTime = expirationTime,
            NotBefore = notBefore,
            RequestId = TextOf(fields, "requestId"),
            Resources = fields.TryGetProperty("resources", out var resources)
                ? [.. resources.EnumerateArray().Select(resource => resource.GetString()!)]
                : [],
        };
    }

    /// <summary>The text as the template of the standard has it, with whatever the fields say.</summary>
    private static string TextOf(JsonElement fields)
    {
        var text = new StringBuilder();
        text.Append($"{TextOf(fields, "domain")} wants you to sign in with your Ethereum account:\n{TextOf(fields, "address")}\n\n");
        text.Append(TextOf(fields, "statement") is { } statement ? $"{statement}\n" : "");
        (string Name, string Field)[] lines =
        [
            ("URI", "uri"), ("Version", "version"), ("Chain ID", "chainId"), ("Nonce", "nonce"), ("Issued At", "issuedAt"),
            ("Expiration Time", "expirationTime"), ("Not Before", "notBefore"), ("Request ID", "requestId"),
        ];
        foreach (var (name, field) in lines)
        {
            text.Append(TextOf(fields, field) is { } value ? $"\n{name}: {value}" : "");
        }

        if (fields.TryGetProperty("resources", out var resources))
        {
            text.Append("\nResources:").AppendJoin("", resources.EnumerateArray().Select(resource => $"\n- {resource.GetString()}"));
        }

        return text.ToString();
    }

    private static string? TextOf(JsonElement fields, string name) =>
        fields.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;
}

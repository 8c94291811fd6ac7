using System.Text;

namespace SkyLink.Cryptography.Chains;

public sealed class SolanaTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Messages_of_wallets_are_read_and_believed()
    {
        var vectors = Vectors.Read("web3/siws/ed25519-base58-50.json").EnumerateArray().ToList();
        foreach (var vector in vectors)
        {
            Assert.True(SolanaAddress.TryParse(vector.Text("address"), out var key));
            Assert.Equal(vector.Text("address"), SolanaAddress.Encode(key));
            Assert.True(Base58.TryDecode(vector.Text("sig"), out var signature));
            Assert.Equal(vector.Text("sig"), Base58.Encode(signature));
            Assert.True(SiwsMessage.TryParse(vector.Text("message"), out var message));
            Assert.Equal(key, message.Key);
            Assert.Equal("mainnet", message.ChainId);
            Assert.Equal(SignInRefusal.None, message.Verify(signature, "example.com", message.Request.Nonce, Now));
            signature[5] ^= 1;
            Assert.Equal(SignInRefusal.SignatureInvalid, message.Verify(signature, "example.com", message.Request.Nonce, Now));

            // The files write milliseconds that are zero, and we do not.
            var written = SiwsMessage.Create(key, "mainnet", message.Request);
            Assert.Equal(message.Text.Replace(".000Z", "Z", StringComparison.Ordinal), written.Text);
        }

        Assert.Equal(50, vectors.Count);
    }

    /// <summary>signMessage signs the bytes of a text as they are.</summary>
    [Fact]
    public void Who_signs_is_believed_for_site_nonce_and_time_alone()
    {
        using var key = Ed25519PrivateKey.Generate();
        var message = SiwsMessage.Create(key.PublicKey, "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", Request() with
        {
            NotBefore = Now,
            ExpirationTime = Now.AddMinutes(5),
        });
        var signature = key.Sign(Encoding.UTF8.GetBytes(message.Text));
        Assert.Equal(SignInRefusal.None, message.Verify(signature, "example.com", "12341234", Now));
        Assert.Equal(SignInRefusal.Expired, message.Verify(signature, "example.com", "12341234", Now.AddMinutes(5)));
        Assert.Equal(SignInRefusal.NotYetValid, message.Verify(signature, "example.com", "12341234", Now.AddTicks(-1)));
        Assert.Equal(SignInRefusal.DomainMismatch, message.Verify(signature, "example.org", "12341234", Now));
        Assert.Equal(SignInRefusal.NonceMismatch, message.Verify(signature, "example.com", "12341235", Now));
        Assert.Equal(SignInRefusal.SignatureInvalid, message.Verify(signature.AsSpan(1), "example.com", "12341234", Now));
        Assert.Equal(SignInRefusal.SignatureInvalid, message.Verify(new byte[64], "example.com", "12341234", Now));
    }

    [Fact]
    public void A_missing_statement_leaves_one_blank_line_here_and_two_on_Ethereum()
    {
        using var key = Ed25519PrivateKey.Generate();
        var text = SiwsMessage.Create(key.PublicKey, "devnet", Request()).Text;
        Assert.Equal(
            $"example.com wants you to sign in with your Solana account:\n{SolanaAddress.Encode(key.PublicKey)}\n\n"
            + "URI: https://example.com\nVersion: 1\nChain ID: devnet\nNonce: 12341234\nIssued At: 2026-11-20T09:00:00Z",
            text);
        Assert.True(SiwsMessage.TryParse(text, out _));
        Assert.False(SiwsMessage.TryParse(text.Replace("\n\nURI", "\n\n\nURI", StringComparison.Ordinal), out _));
        Assert.False(SiwsMessage.TryParse(text.Replace("\n\nURI", "\nURI", StringComparison.Ordinal), out _));
        Assert.False(SiweMessage.TryParse(text, out _));
        var siwe = SiweMessage.Create(EthereumAddress.Zero, 1, Request()).Text;
        Assert.Contains("\n\n\nURI", siwe, StringComparison.Ordinal);
        Assert.False(SiweMessage.TryParse(siwe.Replace("\n\n\nURI", "\n\nURI", StringComparison.Ordinal), out _));
    }

    [Theory]
    [InlineData("mainnet", "mainnet", "devnet", true)]
    [InlineData("chain with blanks", "mainnet", "main net", false)]
    [InlineData("no chain", "mainnet", "", false)]
    [InlineData("long chain", "mainnet", "mainnetmainnetmainnetmainnetmainnetmainnetmainnetmainnetmainnetmainnet", false)]
    [InlineData("version", "Version: 1", "Version: 2", false)]
    [InlineData("no version", "Version: 1\n", "", false)]
    [InlineData("chain's name", "Solana", "Ethereum", false)]
    [InlineData("tab", "Grüße", "Grü\tße", false)]
    [InlineData("carriage return", "Grüße", "Grüße\r", false)]
    [InlineData("half a pair", "Grüße", "Gr\ud800üße", false)]
    [InlineData("whole pair", "Grüße", "😀", true)]
    [InlineData("line behind", "Z", "Z\n", false)]
    public void A_text_is_read_strictly(string what, string part, string instead, bool isExpected)
    {
        using var key = Ed25519PrivateKey.FromSeed(new byte[32]);
        var text = SiwsMessage.Create(key.PublicKey, "mainnet", Request() with { Statement = "Grüße" }).Text;
        Assert.True(isExpected == SiwsMessage.TryParse(text.Replace(part, instead, StringComparison.Ordinal), out _), what);
    }

    [Fact]
    public void An_address_is_a_key_of_32_bytes()
    {
        using var key = Ed25519PrivateKey.Generate();
        var address = SolanaAddress.Encode(key.PublicKey);
        Assert.True(SolanaAddress.TryParse(address, out var read));
        Assert.Equal(key.PublicKey, read);
        Assert.False(SolanaAddress.TryParse($"1{address}", out _));
        Assert.False(SolanaAddress.TryParse(address[2..], out _));
        Assert.False(SolanaAddress.TryParse("", out _));

        // The system program's address is a point of small order: nobody can sign for it.
        Assert.False(SolanaAddress.TryParse("11111111111111111111111111111111", out _));
    }

    [Fact]
    public void A_chain_that_has_no_name_is_a_mistake()
    {
        using var key = Ed25519PrivateKey.Generate();
        Assert.Throws<ArgumentException>(() => SiwsMessage.Create(key.PublicKey, "", Request()));
        Assert.Throws<ArgumentException>(() => SiwsMessage.Create(key.PublicKey, "main net", Request()));
        Assert.Throws<ArgumentException>(() => SiwsMessage.Create(key.PublicKey, "mainnet\nNonce: 12341234", Request()));
    }

    private static SignInRequest Request() => new()
    {
        Domain = "example.com",
        Uri = "https://example.com",
        Nonce = "12341234",
        IssuedAt = Now,
    };
}

using System.Security.Cryptography;

namespace SkyLink.Cryptography.Chains;

public sealed class MnemonicTests
{
    private const string Phrase = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";

    /// <summary>The test vectors that BIP-39 refers to: entropy, and the seed with the passphrase TREZOR.</summary>
    [Theory]
    [InlineData(
        "00000000000000000000000000000000",
        "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e5349553"
        + "1f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04")]
    [InlineData(
        "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
        "2e8905819b8723fe2c1d161860e5ee1830318dbf49a83bd451cfb8440c28bd6f"
        + "a457fe1296106559a3c80937a1c1069be3a3a5bd381ee6260e8d9739fce1f607")]
    [InlineData(
        "80808080808080808080808080808080",
        "d71de856f81a8acc65e6fc851a38d4d7ec216fd0796d0a6827a3ad6ed5511a30"
        + "fa280f12eb2e47ed2ac03b5c462a0358d18d69fe4f985ec81778c1b370b652a8")]
    [InlineData(
        "ffffffffffffffffffffffffffffffff",
        "ac27495480225222079d7be181583751e86f571027b0497b5b5d11218e0a8a13"
        + "332572917f0f8e5a589620c6f15b11c61dee327651a14c34e18231052e48c069")]
    [InlineData(
        "000000000000000000000000000000000000000000000000",
        "035895f2f481b1b0f01fcf8c289c794660b289981a78f8106447707fdd9666ca"
        + "06da5a9a565181599b79f53b844d8a71dd9f439c52a3d7b3e8a79c906ac845fa")]
    [InlineData(
        "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
        "f2b94508732bcbacbcc020faefecfc89feafa6649a5491b8c952cede496c214a"
        + "0c7b3c392d168748f2d4a612bada0753b52a1c7ac53c1e93abd5c6320b9e95dd")]
    [InlineData(
        "808080808080808080808080808080808080808080808080",
        "107d7c02a5aa6f38c58083ff74f04c607c2d2c0ecc55501dadd72d025b751bc2"
        + "7fe913ffb796f841c49b1d33b610cf0e91d3aa239027f5e99fe4ce9e5088cd65")]
    [InlineData(
        "ffffffffffffffffffffffffffffffffffffffffffffffff",
        "0cd6e5d827bb62eb8fc1e262254223817fd068a74b5b449cc2f667c3f1f985a7"
        + "6379b43348d952e2265b4cd129090758b3e3c2c49103b5051aac2eaeb890a528")]
    [InlineData(
        "0000000000000000000000000000000000000000000000000000000000000000",
        "bda85446c68413707090a52022edd26a1c9462295029f2e60cd7c4f2bbd30971"
        + "70af7a4d73245cafa9c3cca8d561a7c3de6f5d4a10be8ed2a5e608d68f92fcc8")]
    [InlineData(
        "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
        "bc09fca1804f7e69da93c2f2028eb238c227f2e9dda30cd63699232578480a40"
        + "21b146ad717fbb7e451ce9eb835f43620bf5c514db0f8add49f5d121449d3e87")]
    [InlineData(
        "8080808080808080808080808080808080808080808080808080808080808080",
        "c0c519bd0e91a2ed54357d9d1ebef6f5af218a153624cf4f2da911a0ed8f7a09"
        + "e2ef61af0aca007096df430022f7a2b6fb91661a9589097069720d015e4e982f")]
    [InlineData(
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "dd48c104698c30cfe2b6142103248622fb7bb0ff692eebb00089b32d22484e16"
        + "13912f0a5b694407be899ffd31ed3992c456cdf60f5d4564b8ba3f05a69890ad")]
    [InlineData(
        "77c2b00716cec7213839159e404db50d",
        "b5b6d0127db1a9d2226af0c3346031d77af31e918dba64287a1b44b8ebf63cdd"
        + "52676f672a290aae502472cf2d602c051f3e6f18055e84e4c43897fc4e51a6ff")]
    [InlineData(
        "b63a9c59a6e641f288ebc103017f1da9f8290b3da6bdef7b",
        "9248d83e06f4cd98debf5b6f010542760df925ce46cf38a1bdb4e4de7d21f5c3"
        + "9366941c69e1bdbf2966e0f6e6dbece898a0e2f0a4c2b3e640953dfe8b7bbdc5")]
    [InlineData(
        "3e141609b97933b66a060dcddc71fad1d91677db872031e85f4c015c5e7e8982",
        "ff7f3184df8696d8bef94b6c03114dbee0ef89ff938712301d27ed8336ca89ef"
        + "9635da20af07d4175f2bf5f3de130f39c9d9e8dd0472489c19b1a020a940da67")]
    [InlineData(
        "0460ef47585604c5660618db2e6a7e7f",
        "65f93a9f36b6c85cbe634ffc1f99f2b82cbb10b31edc7f087b4f6cb9e976e9fa"
        + "f76ff41f8f27c99afdf38f7a303ba1136ee48a4c1e7fcd3dba7aa876113a36e4")]
    [InlineData(
        "72f60ebac5dd8add8d2a25a797102c3ce21bc029c200076f",
        "3bbf9daa0dfad8229786ace5ddb4e00fa98a044ae4c4975ffd5e094dba9e0bb2"
        + "89349dbe2091761f30f382d4e35c4a670ee8ab50758d2c55881be69e327117ba")]
    [InlineData(
        "2c85efc7f24ee4573d2b81a6ec66cee209b2dcbd09d8eddc51e0215b0b68e416",
        "fe908f96f46668b2d5b37d82f558c77ed0d69dd0e7e043a5b0511c48c2f10646"
        + "94a956f86360c93dd04052a8899497ce9e985ebe0c8c52b955e6ae86d4ff4449")]
    [InlineData(
        "eaebabb2383351fd31d703840b32e9e2",
        "bdfb76a0759f301b0b899a1e3985227e53b3f51e67e3f2a65363caedf3e32fde"
        + "42a66c404f18d7b05818c95ef3ca1e5146646856c461c073169467511680876c")]
    [InlineData(
        "7ac45cfe7722ee6c7ba84fbc2d5bd61b45cb2fe5eb65aa78",
        "ed56ff6c833c07982eb7119a8f48fd363c4a9b1601cd2de736b01045c5eb8ab4"
        + "f57b079403485d1c4924f0790dc10a971763337cb9f9c62226f64fff26397c79")]
    [InlineData(
        "4fa1a8bc3e6d80ee1316050e862c1812031493212b7ec3f3bb1b08f168cabeef",
        "095ee6f817b4c2cb30a5a797360a81a40ab0f9a4e25ecd672a3f58a0b5ba0687"
        + "c096a6b14d2c0deb3bdefce4f61d01ae07417d502429352e27695163f7447a8c")]
    [InlineData(
        "18ab19a9f54a9274f03e5209a2ac8a91",
        "6eff1bb21562918509c73cb990260db07c0ce34ff0e3cc4a8cb3276129fbcb30"
        + "0bddfe005831350efd633909f476c45c88253276d9fd0df6ef48609e8bb7dca8")]
    [InlineData(
        "18a2e1d81b8ecfb2a333adcb0c17a5b9eb76cc5d05db91a4",
        "f84521c777a13b61564234bf8f8b62b3afce27fc4062b51bb5e62bdfecb23864"
        + "ee6ecf07c1d5a97c0834307c5c852d8ceb88e7c97923c0a3b496bedd4e5f88a9")]
    [InlineData(
        "15da872c95a13dd738fbf50e427583ad61f18fd99f628c417a61cf8343c90419",
        "b15509eaa2d09d3efd3e006ef42151b30367dc6e3aa5e44caba3fe4d3e352e65"
        + "101fbdb86a96776b91946ff06f8eac594dc6ee1d3e82a42dfe1b40fef6bcc3fd")]
    public void Entropy_gives_the_phrase_and_the_seed_of_the_standard(string entropy, string expected)
    {
        using var mnemonic = Mnemonic.FromEntropy(Convert.FromHexString(entropy));
        var phrase = mnemonic.ToPhrase();
        Assert.Equal(entropy.Length / 8 * 3, phrase.Split(' ').Length);
        Assert.Equal(expected, Convert.ToHexStringLower(mnemonic.ToSeed("TREZOR")));
        Assert.True(Mnemonic.TryParse(phrase, out var read));
        Assert.Equal(phrase, read.ToPhrase());
        read.Dispose();
    }

    /// <summary>As ethers and @scure/bip39 compute them; the first passphrase is that of the standard in Japanese.</summary>
    [Theory]
    [InlineData(
        "00000000000000000000000000000000", "㍍ガバヴァぱばぐゞちぢ十人十色",
        "ba553eedefe76e67e2602dc20184c564010859faada929a090dd2c57aacb204c"
        + "eefd15404ab50ef3e8dbeae5195aeae64b0def4d2eead1cdc728a33ced520ffd")]
    [InlineData(
        "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f", "Z\u00FCrich",
        "bf730572fa077b2760e3beb48d8d03c6bea4edb537ff36af849e07adac2aabae"
        + "964499d1388e345f10fae7fe6eb2dd47d4f2e2307a927209f5ed8c55584c81de")]
    [InlineData(
        "7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f", "Zu\u0308rich",
        "bf730572fa077b2760e3beb48d8d03c6bea4edb537ff36af849e07adac2aabae"
        + "964499d1388e345f10fae7fe6eb2dd47d4f2e2307a927209f5ed8c55584c81de")]
    [InlineData(
        "80808080808080808080808080808080", "각 q\u0307\u0323 ﷺ ẛ\u0323 𝒜½",
        "d176e3d8e15ec42bf98fbc0e80d45c085dbd57adc6da3823d6b7fbcef09bc644"
        + "8b54db8ddbf8a3798daaad181eba097bc5ffacc98fc1fc413dd20fe2f8d0b17c")]
    public void A_passphrase_in_any_script_gives_the_seed_of_other_wallets(string entropy, string passphrase, string expected)
    {
        using var mnemonic = Mnemonic.FromEntropy(Convert.FromHexString(entropy));
        Assert.Equal(expected, Convert.ToHexStringLower(mnemonic.ToSeed(passphrase)));
    }

    [Theory]
    [InlineData("00000000000000000000000000000000", Phrase)]
    [InlineData("77c2b00716cec7213839159e404db50d", "jelly better achieve collect unaware mountain thought cargo oxygen act hood bridge")]
    [InlineData(
        "b63a9c59a6e641f288ebc103017f1da9f8290b3da6bdef7b",
        "renew stay biology evidence goat welcome casual join adapt armor shuffle fault little machine walk stumble urge swap")]
    [InlineData(
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo vote")]
    public void Entropy_gives_words(string entropy, string expected)
    {
        using var mnemonic = Mnemonic.FromEntropy(Convert.FromHexString(entropy));
        Assert.Equal(expected, mnemonic.ToPhrase());
    }

    /// <summary>The list is that of the standard, to the byte.</summary>
    [Fact]
    public void The_words_are_those_of_the_standard()
    {
        using var stream = typeof(Mnemonic).Assembly.GetManifestResourceStream("bip39-english.txt")!;
        Assert.Equal(
            "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda",
            Convert.ToHexStringLower(SHA256.HashData(stream)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abandon")]
    [InlineData("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon")]
    [InlineData("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon")]
    [InlineData("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abouts")]
    [InlineData("Abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about")]
    [InlineData("abandon  abandon abandon abandon abandon abandon abandon abandon abandon abandon about")]
    [InlineData(" " + Phrase)]
    [InlineData(Phrase + " ")]
    [InlineData(Phrase + "\n")]
    [InlineData("zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo")]
    public void Another_phrase_is_refused(string phrase) => Assert.False(Mnemonic.TryParse(phrase, out _));

    [Theory]
    [InlineData(128, 12)]
    [InlineData(160, 15)]
    [InlineData(192, 18)]
    [InlineData(224, 21)]
    [InlineData(256, 24)]
    public void A_new_phrase_has_words_by_its_bits_and_a_checksum(int bits, int words)
    {
        using var mnemonic = Mnemonic.Generate(bits);
        var phrase = mnemonic.ToPhrase();
        Assert.Equal(words, phrase.Split(' ').Length);
        Assert.True(Mnemonic.TryParse(phrase, out var read));
        Assert.Equal(mnemonic.ToSeed(), read.ToSeed());
        read.Dispose();
    }

    [Fact]
    public void Mistakes_are_refused_and_a_disposed_mnemonic_says_nothing()
    {
        Assert.Throws<ArgumentException>(() => Mnemonic.Generate(127));
        Assert.Throws<ArgumentException>(() => Mnemonic.Generate(96));
        Assert.Throws<ArgumentException>(() => Mnemonic.FromEntropy(new byte[33]));
        var mnemonic = Mnemonic.Generate();
        Assert.ThrowsAny<ArgumentException>(() => mnemonic.ToSeed("half \uD800"));
        Assert.Throws<ArgumentException>(() => mnemonic.ToSeed("unassigned \u0378"));
        mnemonic.Dispose();
        Assert.Throws<ObjectDisposedException>(mnemonic.ToPhrase);
        Assert.Throws<ObjectDisposedException>(() => mnemonic.ToSeed());
    }

    /// <summary>What wallets show for the first phrase of the standard.</summary>
    [Fact]
    public void A_phrase_gives_the_accounts_that_wallets_show()
    {
        Assert.True(Mnemonic.TryParse(Phrase, out var mnemonic));
        var seed = mnemonic.ToSeed();
        using var root = ExtendedPrivateKey.FromSeed(seed);
        using var key = root.Derive(DerivationPath.Ethereum(0));
        Assert.Equal("0x9858EfFD232B4033E47d90003D41EC34EcaEda94", EthereumAddress.Of(key.Key.PublicKey).ToString());
        using var solana = Slip10.DeriveEd25519(seed, DerivationPath.Solana(0));
        Assert.Equal("HAgk14JpMQLgt6rVgv7cBQFJWFto5Dqxi472uT3DKpqk", SolanaAddress.Encode(solana.PublicKey));
        mnemonic.Dispose();
    }
}

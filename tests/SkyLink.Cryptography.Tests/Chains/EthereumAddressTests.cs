namespace SkyLink.Cryptography.Chains;

public sealed class EthereumAddressTests
{
    [Fact]
    public void Addresses_and_checksums_are_those_of_ethers()
    {
        var vectors = EthersVectors.Read("accounts");
        var keys = 0;
        foreach (var vector in vectors)
        {
            var address = EthereumAddress.FromBytes(vector.Bytes("address"));
            Assert.Equal(vector.Text("checksumAddress"), address.ToString());
            Assert.Equal(address, EthersVectors.Address(vector.Text("checksumAddress")));
            Assert.Equal(address, EthersVectors.Address(vector.Text("address")));
            if (vector.TryGetProperty("privateKey", out var encoded))
            {
                using var key = EthersVectors.Key(encoded.GetString()!);
                Assert.Equal(address, EthereumAddress.Of(key.PublicKey));
                keys++;
            }
        }

        Assert.Equal((1038, 1031), (vectors.Length, keys));
    }

    /// <summary>The examples of EIP-55.</summary>
    [Theory]
    [InlineData("0x52908400098527886E0F7030069857D2E4169EE7")]
    [InlineData("0x8617E340B3D01FA5F11F306F4090FD50E238070D")]
    [InlineData("0xde709f2102306220921060314715629080e2fb77")]
    [InlineData("0x27b1fdb04752bbc536007a920d24acb045561c26")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359")]
    [InlineData("0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB")]
    [InlineData("0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb")]
    public void An_address_is_read_small_capital_or_with_its_checksum(string text)
    {
        var address = EthersVectors.Address(text);
        Assert.Equal(text, address.ToString());
        Assert.Equal(address, EthersVectors.Address(text.ToLowerInvariant()));
        Assert.Equal(address, EthersVectors.Address($"0x{text[2..].ToUpperInvariant()}"));
    }

    [Theory]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD")]
    [InlineData("0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed0")]
    [InlineData(" 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe")]
    [InlineData("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg")]
    [InlineData("")]
    public void Another_text_is_refused(string text) => Assert.False(EthereumAddress.TryParse(text, out _));

    /// <summary>The examples of EIP-1014.</summary>
    [Theory]
    [InlineData("0x0000000000000000000000000000000000000000", "00", "0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38")]
    [InlineData("0xdeadbeef00000000000000000000000000000000", "00", "0xB928f69Bb1D91Cd65274e3c79d8986362984fDA3")]
    [InlineData(
        "0x00000000000000000000000000000000deadbeef", "deadbeef", "0x60f3f640a8508fC6a86d45DF051962668E1e8AC7",
        "00000000000000000000000000000000000000000000000000000000cafebabe")]
    [InlineData("0x0000000000000000000000000000000000000000", "", "0xE33C0C7F7df4809055C3ebA6c09CFe4BaF1BD9e0")]
    public void A_contract_of_salt_and_code_is_found(string creator, string code, string expected, string? salt = null)
    {
        var saltBytes = salt is null ? new byte[32] : Convert.FromHexString(salt);
        var found = EthereumAddress.OfContract(
            EthersVectors.Address(creator), saltBytes, Keccak256.Hash(Convert.FromHexString(code)));
        Assert.Equal(expected, found.ToString());
    }

    [Theory]
    [InlineData(0, "0xcd234A471b72ba2F1Ccf0A70FCABA648a5eeCD8d")]
    [InlineData(1, "0x343c43A37D37dfF08AE8C4A11544c718AbB4fCF8")]
    [InlineData(2, "0xf778B86FA74E846c4f0a1fBd1335FE81c00a0C91")]
    public void A_contract_of_a_transaction_is_found(ulong nonce, string expected)
    {
        var creator = EthersVectors.Address("0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0");
        Assert.Equal(expected, EthereumAddress.OfContract(creator, nonce).ToString());
    }
}

namespace SkyLink.Cryptography.Chains;

public sealed class ContractSignatureTests
{
    private static readonly System.Text.Json.JsonElement Local = Vectors.Read("web3/erc/erc6492-local.json");

    /// <summary>Without a node: all but whether the contract, once created, says yes.</summary>
    [Fact]
    public void A_wrapped_signature_says_what_to_ask_a_node()
    {
        var encoded = Local.Bytes("signature6492");
        Assert.True(Erc6492Signature.IsWrapped(encoded));
        Assert.True(Erc6492Signature.TryRead(encoded, out var read));
        Assert.Equal(Local.Text("factory"), read.Factory.ToString());
        Assert.Equal(Local.Text("innerSignature"), EthersVectors.Hex(read.Signature));
        Assert.Equal(Local.Text("hash"), EthersVectors.Hex(PersonalMessage.Hash(Local.Text("message"))));

        // The inner one is its owner's, whom the factory's input names together with the salt.
        Assert.True(PersonalMessage.TryRecover(Local.Text("message"), read.Signature, out var owner));
        Assert.Equal(Local.Text("owner"), owner.ToString());
        Assert.True(Abi.TryDecode([AbiType.Parse("address"), AbiType.Parse("bytes32")], read.FactoryInput[4..], out var arguments));
        Assert.Equal([owner, Enumerable.Repeat((byte)0x11, 32).ToArray()], arguments);
        Assert.Equal(read.Factory, EthereumAddress.OfContract(owner, 0));

        var call = Eip1271.EncodeCheck(Local.Bytes("hash"), read.Signature);
        var function = AbiFunction.Parse("isValidSignature(bytes32,bytes)");
        Assert.True(function.TryDecode(call, out var values));
        Assert.Equal([Local.Bytes("hash"), read.Signature.ToArray()], values);
        Assert.Throws<ArgumentException>(() => Eip1271.EncodeCheck(new byte[31], []));
    }

    [Fact]
    public void A_sign_in_by_a_contract_is_left_to_a_node()
    {
        var message = SiweMessage.Create(EthersVectors.Address(Local.Text("account")), 31337, new SignInRequest
        {
            Domain = "example.com",
            Uri = "https://example.com",
            Nonce = "12341234",
            IssuedAt = DateTimeOffset.UnixEpoch,
        });
        var signature = Local.Bytes("signature6492");
        var now = DateTimeOffset.UnixEpoch;
        Assert.Equal(SignInRefusal.ContractMustDecide, message.Verify(signature, "example.com", "12341234", now));
        Assert.Equal(SignInRefusal.NonceMismatch, message.Verify(signature, "example.com", "12341235", now));
    }

    [Fact]
    public void What_is_wrapped_otherwise_is_refused()
    {
        var encoded = Local.Bytes("signature6492");
        Assert.False(Erc6492Signature.TryRead(encoded.AsSpan(0, encoded.Length - 1), out _));
        Assert.False(Erc6492Signature.TryRead(encoded.AsSpan(encoded.Length - 32), out _));
        Assert.False(Erc6492Signature.TryRead(encoded.AsSpan(32), out _));
        Assert.False(Erc6492Signature.TryRead([], out _));
        Assert.False(Erc6492Signature.IsWrapped(Local.Bytes("innerSignature")));
    }

    [Theory]
    [InlineData("1626ba7e00000000000000000000000000000000000000000000000000000000", true)]
    [InlineData("1626ba7e00000000000000000000000000000000000000000000000000000001", false)]
    [InlineData("ffffffff00000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000001", false)]
    [InlineData("1626ba7e", false)]
    [InlineData("", false)]
    public void The_answer_of_a_contract_is_yes_or_anything_else(string returned, bool isExpected) =>
        Assert.Equal(isExpected, Eip1271.IsAccepted(Convert.FromHexString(returned)));
}

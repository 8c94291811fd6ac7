namespace SkyLink.Cryptography.Chains;

public sealed class ExtendedKeyTests
{
    /// <summary>Seeds of the test vectors of BIP-32, by their number.</summary>
    private static readonly string[] Seeds =
    [
        "",
        "000102030405060708090a0b0c0d0e0f",
        "fffcf9f6f3f0edeae7e4e1dedbd8d5d2cfccc9c6c3c0bdbab7b4b1aeaba8a5a29f9c999693908d8a8784817e7b7875726f6c696663605d5a5754514e4b484542",
        "4b381541583be4423346c643850da4b320e46a87ae3d2a4e6da11eba819cd4acba45d239319ac14f863b8d5ab5a0d0c64d2e8a1e7d1457df2e5a3c51c73235be",
        "3ddd5602285899a946114506157c7997e5444528f3003f6134712147db19b678",
    ];

    /// <summary>Test vectors 1 to 4 of BIP-32.</summary>
    [Theory]
    [InlineData(
        1, "m",
        "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8",
        "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi")]
    [InlineData(
        1, "m/0'",
        "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw",
        "xprv9uHRZZhk6KAJC1avXpDAp4MDc3sQKNxDiPvvkX8Br5ngLNv1TxvUxt4cV1rGL5hj6KCesnDYUhd7oWgT11eZG7XnxHrnYeSvkzY7d2bhkJ7")]
    [InlineData(
        1, "m/0'/1",
        "xpub6ASuArnXKPbfEwhqN6e3mwBcDTgzisQN1wXN9BJcM47sSikHjJf3UFHKkNAWbWMiGj7Wf5uMash7SyYq527Hqck2AxYysAA7xmALppuCkwQ",
        "xprv9wTYmMFdV23N2TdNG573QoEsfRrWKQgWeibmLntzniatZvR9BmLnvSxqu53Kw1UmYPxLgboyZQaXwTCg8MSY3H2EU4pWcQDnRnrVA1xe8fs")]
    [InlineData(
        1, "m/0'/1/2'",
        "xpub6D4BDPcP2GT577Vvch3R8wDkScZWzQzMMUm3PWbmWvVJrZwQY4VUNgqFJPMM3No2dFDFGTsxxpG5uJh7n7epu4trkrX7x7DogT5Uv6fcLW5",
        "xprv9z4pot5VBttmtdRTWfWQmoH1taj2axGVzFqSb8C9xaxKymcFzXBDptWmT7FwuEzG3ryjH4ktypQSAewRiNMjANTtpgP4mLTj34bhnZX7UiM")]
    [InlineData(
        1, "m/0'/1/2'/2",
        "xpub6FHa3pjLCk84BayeJxFW2SP4XRrFd1JYnxeLeU8EqN3vDfZmbqBqaGJAyiLjTAwm6ZLRQUMv1ZACTj37sR62cfN7fe5JnJ7dh8zL4fiyLHV",
        "xprvA2JDeKCSNNZky6uBCviVfJSKyQ1mDYahRjijr5idH2WwLsEd4Hsb2Tyh8RfQMuPh7f7RtyzTtdrbdqqsunu5Mm3wDvUAKRHSC34sJ7in334")]
    [InlineData(
        1, "m/0'/1/2'/2/1000000000",
        "xpub6H1LXWLaKsWFhvm6RVpEL9P4KfRZSW7abD2ttkWP3SSQvnyA8FSVqNTEcYFgJS2UaFcxupHiYkro49S8yGasTvXEYBVPamhGW6cFJodrTHy",
        "xprvA41z7zogVVwxVSgdKUHDy1SKmdb533PjDz7J6N6mV6uS3ze1ai8FHa8kmHScGpWmj4WggLyQjgPie1rFSruoUihUZREPSL39UNdE3BBDu76")]
    [InlineData(
        2, "m",
        "xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8UB7WEGuduB",
        "xprv9s21ZrQH143K31xYSDQpPDxsXRTUcvj2iNHm5NUtrGiGG5e2DtALGdso3pGz6ssrdK4PFmM8NSpSBHNqPqm55Qn3LqFtT2emdEXVYsCzC2U")]
    [InlineData(
        2, "m/0",
        "xpub69H7F5d8KSRgmmdJg2KhpAK8SR3DjMwAdkxj3ZuxV27CprR9LgpeyGmXUbC6wb7ERfvrnKZjXoUmmDznezpbZb7ap6r1D3tgFxHmwMkQTPH",
        "xprv9vHkqa6EV4sPZHYqZznhT2NPtPCjKuDKGY38FBWLvgaDx45zo9WQRUT3dKYnjwih2yJD9mkrocEZXo1ex8G81dwSM1fwqWpWkeS3v86pgKt")]
    [InlineData(
        2, "m/0/2147483647'",
        "xpub6ASAVgeehLbnwdqV6UKMHVzgqAG8Gr6riv3Fxxpj8ksbH9ebxaEyBLZ85ySDhKiLDBrQSARLq1uNRts8RuJiHjaDMBU4Zn9h8LZNnBC5y4a",
        "xprv9wSp6B7kry3Vj9m1zSnLvN3xH8RdsPP1Mh7fAaR7aRLcQMKTR2vidYEeEg2mUCTAwCd6vnxVrcjfy2kRgVsFawNzmjuHc2YmYRmagcEPdU9")]
    [InlineData(
        2, "m/0/2147483647'/1",
        "xpub6DF8uhdarytz3FWdA8TvFSvvAh8dP3283MY7p2V4SeE2wyWmG5mg5EwVvmdMVCQcoNJxGoWaU9DCWh89LojfZ537wTfunKau47EL2dhHKon",
        "xprv9zFnWC6h2cLgpmSA46vutJzBcfJ8yaJGg8cX1e5StJh45BBciYTRXSd25UEPVuesF9yog62tGAQtHjXajPPdbRCHuWS6T8XA2ECKADdw4Ef")]
    [InlineData(
        2, "m/0/2147483647'/1/2147483646'",
        "xpub6ERApfZwUNrhLCkDtcHTcxd75RbzS1ed54G1LkBUHQVHQKqhMkhgbmJbZRkrgZw4koxb5JaHWkY4ALHY2grBGRjaDMzQLcgJvLJuZZvRcEL",
        "xprvA1RpRA33e1JQ7ifknakTFpgNXPmW2YvmhqLQYMmrj4xJXXWYpDPS3xz7iAxn8L39njGVyuoseXzU6rcxFLJ8HFsTjSyQbLYnMpCqE2VbFWc")]
    [InlineData(
        2, "m/0/2147483647'/1/2147483646'/2",
        "xpub6FnCn6nSzZAw5Tw7cgR9bi15UV96gLZhjDstkXXxvCLsUXBGXPdSnLFbdpq8p9HmGsApME5hQTZ3emM2rnY5agb9rXpVGyy3bdW6EEgAtqt",
        "xprvA2nrNbFZABcdryreWet9Ea4LvTJcGsqrMzxHx98MMrotbir7yrKCEXw7nadnHM8Dq38EGfSh6dqA9QWTyefMLEcBYJUuekgW4BYPJcr9E7j")]
    [InlineData(
        3, "m",
        "xpub661MyMwAqRbcEZVB4dScxMAdx6d4nFc9nvyvH3v4gJL378CSRZiYmhRoP7mBy6gSPSCYk6SzXPTf3ND1cZAceL7SfJ1Z3GC8vBgp2epUt13",
        "xprv9s21ZrQH143K25QhxbucbDDuQ4naNntJRi4KUfWT7xo4EKsHt2QJDu7KXp1A3u7Bi1j8ph3EGsZ9Xvz9dGuVrtHHs7pXeTzjuxBrCmmhgC6")]
    [InlineData(
        3, "m/0'",
        "xpub68NZiKmJWnxxS6aaHmn81bvJeTESw724CRDs6HbuccFQN9Ku14VQrADWgqbhhTHBaohPX4CjNLf9fq9MYo6oDaPPLPxSb7gwQN3ih19Zm4Y",
        "xprv9uPDJpEQgRQfDcW7BkF7eTya6RPxXeJCqCJGHuCJ4GiRVLzkTXBAJMu2qaMWPrS7AANYqdq6vcBcBUdJCVVFceUvJFjaPdGZ2y9WACViL4L")]
    [InlineData(
        4, "m",
        "xpub661MyMwAqRbcGczjuMoRm6dXaLDEhW1u34gKenbeYqAix21mdUKJyuyu5F1rzYGVxyL6tmgBUAEPrEz92mBXjByMRiJdba9wpnN37RLLAXa",
        "xprv9s21ZrQH143K48vGoLGRPxgo2JNkJ3J3fqkirQC2zVdk5Dgd5w14S7fRDyHH4dWNHUgkvsvNDCkvAwcSHNAQwhwgNMgZhLtQC63zxwhQmRv")]
    [InlineData(
        4, "m/0'",
        "xpub69AUMk3qDBi3uW1sXgjCmVjJ2G6WQoYSnNHyzkmdCHEhSZ4tBok37xfFEqHd2AddP56Tqp4o56AePAgCjYdvpW2PU2jbUPFKsav5ut6Ch1m",
        "xprv9vB7xEWwNp9kh1wQRfCCQMnZUEG21LpbR9NPCNN1dwhiZkjjeGRnaALmPXCX7SgjFTiCTT6bXes17boXtjq3xLpcDjzEuGLQBM5ohqkao9G")]
    [InlineData(
        4, "m/0'/1'",
        "xpub6BJA1jSqiukeaesWfxe6sNK9CCGaujFFSJLomWHprUL9DePQ4JDkM5d88n49sMGJxrhpjazuXYWdMf17C9T5XnxkopaeS7jGk1GyyVziaMt",
        "xprv9xJocDuwtYCMNAo3Zw76WENQeAS6WGXQ55RCy7tDJ8oALr4FWkuVoHJeHVAcAqiZLE7Je3vZJHxspZdFHfnBEjHqU5hG1Jaj32dVoS6XLT1")]
    public void Keys_of_a_tree_are_those_of_the_standard(int seed, string path, string expectedPublic, string expectedPrivate)
    {
        using var root = ExtendedPrivateKey.FromSeed(Convert.FromHexString(Seeds[seed]));
        using var key = root.Derive(DerivationPath.Parse(path));
        Assert.Equal(expectedPrivate, key.Export());
        Assert.Equal(expectedPublic, key.PublicKey.ToString());
        Assert.True(ExtendedPrivateKey.TryParse(expectedPrivate, out var read));
        Assert.Equal(expectedPrivate, read.Export());
        Assert.True(ExtendedPublicKey.TryParse(expectedPublic, out var readPublic));
        Assert.Equal(expectedPublic, readPublic.ToString());
        Assert.Equal(key.Key.PublicKey, readPublic.Key);
        Assert.Equal(DerivationPath.Parse(path).Levels.Count, readPublic.Depth);
        read.Dispose();
    }

    /// <summary>Test vector 5 of BIP-32.</summary>
    [Theory]
    [InlineData(
        "a private key behind the public version",
        "xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6LBpB85b3D2yc8sfvZU521AAwdZafEz7mnzBBsz4wKY5fTtTQBm")]
    [InlineData(
        "a public key behind the private version",
        "xprv9s21ZrQH143K24Mfq5zL5MhWK9hUhhGbd45hLXo2Pq2oqzMMo63oStZzFGTQQD3dC4H2D5GBj7vWvSQaaBv5cxi9gafk7NF3pnBju6dwKvH")]
    [InlineData(
        "a public key that begins with 4",
        "xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6Txnt3siSujt9RCVYsx4qHZGc62TG4McvMGcAUjeuwZdduYEvFn")]
    [InlineData(
        "a private key that begins with 4",
        "xprv9s21ZrQH143K24Mfq5zL5MhWK9hUhhGbd45hLXo2Pq2oqzMMo63oStZzFGpWnsj83BHtEy5Zt8CcDr1UiRXuWCmTQLxEK9vbz5gPstX92JQ")]
    [InlineData(
        "a public key that begins with 1",
        "xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6N8ZMMXctdiCjxTNq964yKkwrkBJJwpzZS4HS2fxvyYUA4q2Xe4")]
    [InlineData(
        "a private key that begins with 1",
        "xprv9s21ZrQH143K24Mfq5zL5MhWK9hUhhGbd45hLXo2Pq2oqzMMo63oStZzFAzHGBP2UuGCqWLTAPLcMtD9y5gkZ6Eq3Rjuahrv17fEQ3Qen6J")]
    [InlineData(
        "a root with a parent",
        "xprv9s2SPatNQ9Vc6GTbVMFPFo7jsaZySyzk7L8n2uqKXJen3KUmvQNTuLh3fhZMBoG3G4ZW1N2kZuHEPY53qmbZzCHshoQnNf4GvELZfqTUrcv")]
    [InlineData(
        "a root with a parent",
        "xpub661no6RGEX3uJkY4bNnPcw4URcQTrSibUZ4NqJEw5eBkv7ovTwgiT91XX27VbEXGENhYRCf7hyEbWrR3FewATdCEebj6znwMfQkhRYHRLpJ")]
    [InlineData(
        "a root with an index",
        "xprv9s21ZrQH4r4TsiLvyLXqM9P7k1K3EYhA1kkD6xuquB5i39AU8KF42acDyL3qsDbU9NmZn6MsGSUYZEsuoePmjzsB3eFKSUEh3Gu1N3cqVUN")]
    [InlineData(
        "a root with an index",
        "xpub661MyMwAuDcm6CRQ5N4qiHKrJ39Xe1R1NyfouMKTTWcguwVcfrZJaNvhpebzGerh7gucBvzEQWRugZDuDXjNDRmXzSZe4c7mnTK97pTvGS8")]
    [InlineData(
        "an unknown version",
        "DMwo58pR1QLEFihHiXPVykYB6fJmsTeHvyTp7hRThAtCX8CvYzgPcn8XnmdfHGMQzT7ayAmfo4z3gY5KfbrZWZ6St24UVf2Qgo6oujFktLHdHY4")]
    [InlineData(
        "an unknown version",
        "DMwo58pR1QLEFihHiXPVykYB6fJmsTeHvyTp7hRThAtCX8CvYzgPcn8XnmdfHPmHJiEDXkTiJTVV9rHEBUem2mwVbbNfvT2MTcAqj3nesx8uBf9")]
    [InlineData(
        "a private key of zero",
        "xprv9s21ZrQH143K24Mfq5zL5MhWK9hUhhGbd45hLXo2Pq2oqzMMo63oStZzF93Y5wvzdUayhgkkFoicQZcP3y52uPPxFnfoLZB21Teqt1VvEHx")]
    [InlineData(
        "a private key of n",
        "xprv9s21ZrQH143K24Mfq5zL5MhWK9hUhhGbd45hLXo2Pq2oqzMMo63oStZzFAzHGBP2UuGCqWLTAPLcMtD5SDKr24z3aiUvKr9bJpdrcLg1y3G")]
    [InlineData(
        "a public key off the curve",
        "xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6Q5JXayek4PRsn35jii4veMimro1xefsM58PgBMrvdYre8QyULY")]
    [InlineData(
        "another checksum",
        "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHL")]
    public void A_text_that_is_no_extended_key_is_refused(string why, string text)
    {
        Assert.False(ExtendedPrivateKey.TryParse(text, out _), why);
        Assert.False(ExtendedPublicKey.TryParse(text, out _), why);
    }

    [Theory]
    [InlineData("m")]
    [InlineData("m/44'/60'/0'")]
    public void Public_children_are_those_of_the_private_key(string path)
    {
        using var root = ExtendedPrivateKey.FromSeed(Convert.FromHexString(Seeds[2]));
        using var key = root.Derive(DerivationPath.Parse(path));
        for (uint index = 0; index < 5; index++)
        {
            using var child = key.Derive(index);
            var derived = key.PublicKey.Derive(index);
            Assert.Equal(child.PublicKey.ToString(), derived.ToString());
            Assert.Equal((index, key.PublicKey.Fingerprint), (derived.Index, derived.ParentFingerprint));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => key.PublicKey.Derive(DerivationPath.Hardened));
    }

    [Fact]
    public void A_tree_ends_after_255_levels()
    {
        using var root = ExtendedPrivateKey.FromSeed(Convert.FromHexString(Seeds[1]));
        var path = $"m{string.Concat(Enumerable.Repeat("/0", DerivationPath.MostLevels))}";
        using var last = root.Derive(DerivationPath.Parse(path));
        Assert.Equal(255, last.PublicKey.Depth);
        Assert.Throws<InvalidOperationException>(() => last.Derive(0));
        Assert.Throws<InvalidOperationException>(() => last.PublicKey.Derive(0));
        Assert.False(DerivationPath.TryParse($"{path}/0", out _));
    }

    [Fact]
    public void A_disposed_key_gives_nothing_away_and_its_children_live_on()
    {
        var root = ExtendedPrivateKey.FromSeed(Convert.FromHexString(Seeds[1]));
        var (text, kept) = (root.PublicKey.ToString(), root.PublicKey);
        using var self = root.Derive(DerivationPath.Parse("m"));
        root.Dispose();
        Assert.Throws<ObjectDisposedException>(root.Export);
        Assert.Throws<ObjectDisposedException>(() => root.Derive(DerivationPath.Hardened));
        Assert.Equal(text, self.PublicKey.ToString());
        Assert.Equal(text, kept.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => ExtendedPrivateKey.FromSeed(new byte[15]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExtendedPrivateKey.FromSeed(new byte[65]));
    }

    [Fact]
    public void Paths_of_wallets_are_written_as_they_are_known()
    {
        Assert.Equal("m/44'/60'/0'/0/7", DerivationPath.Ethereum(7).ToString());
        Assert.Equal("m/44'/501'/7'/0'", DerivationPath.Solana(7).ToString());
        Assert.Equal(DerivationPath.Ethereum(7), DerivationPath.Parse("m/44'/60'/0'/0/7"));
        Assert.Throws<ArgumentOutOfRangeException>(() => DerivationPath.Ethereum(DerivationPath.Hardened));
        Assert.Throws<ArgumentOutOfRangeException>(() => DerivationPath.Solana(DerivationPath.Hardened));
    }

    [Theory]
    [InlineData("")]
    [InlineData("M")]
    [InlineData("m/")]
    [InlineData("/0")]
    [InlineData("0/0")]
    [InlineData("m//0")]
    [InlineData("m/0/")]
    [InlineData("m/00")]
    [InlineData("m/-1")]
    [InlineData("m/+1")]
    [InlineData("m/ 1")]
    [InlineData("m/0h")]
    [InlineData("m/0''")]
    [InlineData("m/'")]
    [InlineData("m/2147483648")]
    [InlineData("m/4294967296")]
    [InlineData("m/x")]
    public void What_is_no_path_is_refused(string text)
    {
        Assert.False(DerivationPath.TryParse(text, out _));
        Assert.Throws<FormatException>(() => DerivationPath.Parse(text));
    }

    /// <summary>The test vectors of SLIP-0010 for Ed25519.</summary>
    [Theory]
    [InlineData(
        1, "m",
        "2b4be7f19ee27bbf30c667b642d5f4aa69fd169872f8fc3059c08ebae2eb19e7",
        "a4b2856bfec510abab89753fac1ac0e1112364e7d250545963f135f2a33188ed")]
    [InlineData(
        1, "m/0'",
        "68e0fe46dfb67e368c75379acec591dad19df3cde26e63b93a8e704f1dade7a3",
        "8c8a13df77a28f3445213a0f432fde644acaa215fc72dcdf300d5efaa85d350c")]
    [InlineData(
        1, "m/0'/1'",
        "b1d0bad404bf35da785a64ca1ac54b2617211d2777696fbffaf208f746ae84f2",
        "1932a5270f335bed617d5b935c80aedb1a35bd9fc1e31acafd5372c30f5c1187")]
    [InlineData(
        1, "m/0'/1'/2'",
        "92a5b23c0b8a99e37d07df3fb9966917f5d06e02ddbd909c7e184371463e9fc9",
        "ae98736566d30ed0e9d2f4486a64bc95740d89c7db33f52121f8ea8f76ff0fc1")]
    [InlineData(
        1, "m/0'/1'/2'/2'",
        "30d1dc7e5fc04c31219ab25a27ae00b50f6fd66622f6e9c913253d6511d1e662",
        "8abae2d66361c879b900d204ad2cc4984fa2aa344dd7ddc46007329ac76c429c")]
    [InlineData(
        1, "m/0'/1'/2'/2'/1000000000'",
        "8f94d394a8e8fd6b1bc2f3f49f5c47e385281d5c17e65324b0f62483e37e8793",
        "3c24da049451555d51a7014a37337aa4e12d41e485abccfa46b47dfb2af54b7a")]
    [InlineData(
        2, "m",
        "171cb88b1b3c1db25add599712e36245d75bc65a1a5c9e18d76f9f2b1eab4012",
        "8fe9693f8fa62a4305a140b9764c5ee01e455963744fe18204b4fb948249308a")]
    [InlineData(
        2, "m/0'",
        "1559eb2bbec5790b0c65d8693e4d0875b1747f4970ae8b650486ed7470845635",
        "86fab68dcb57aa196c77c5f264f215a112c22a912c10d123b0d03c3c28ef1037")]
    [InlineData(
        2, "m/0'/2147483647'",
        "ea4f5bfe8694d8bb74b7b59404632fd5968b774ed545e810de9c32a4fb4192f4",
        "5ba3b9ac6e90e83effcd25ac4e58a1365a9e35a3d3ae5eb07b9e4d90bcf7506d")]
    [InlineData(
        2, "m/0'/2147483647'/1'",
        "3757c7577170179c7868353ada796c839135b3d30554bbb74a4b1e4a5a58505c",
        "2e66aa57069c86cc18249aecf5cb5a9cebbfd6fadeab056254763874a9352b45")]
    [InlineData(
        2, "m/0'/2147483647'/1'/2147483646'",
        "5837736c89570de861ebc173b1086da4f505d4adb387c6a1b1342d5e4ac9ec72",
        "e33c0f7d81d843c572275f287498e8d408654fdf0d1e065b84e2e6f157aab09b")]
    [InlineData(
        2, "m/0'/2147483647'/1'/2147483646'/2'",
        "551d333177df541ad876a60ea71f00447931c0a9da16f227c11ea080d7391b8d",
        "47150c75db263559a70d5778bf36abbab30fb061ad69f69ece61a72b0cfa4fc0")]
    public void Ed25519_keys_of_a_seed_are_those_of_the_standard(int seed, string path, string expected, string expectedPublic)
    {
        using var key = Slip10.DeriveEd25519(Convert.FromHexString(Seeds[seed]), DerivationPath.Parse(path));
        Span<byte> exported = stackalloc byte[Ed25519PrivateKey.SeedSize];
        key.ExportSeed(exported);
        Assert.Equal(expected, Convert.ToHexStringLower(exported));
        Assert.Equal(expectedPublic, Convert.ToHexStringLower(key.PublicKey.Raw));
    }

    [Fact]
    public void Ed25519_has_hardened_levels_alone()
    {
        var seed = Convert.FromHexString(Seeds[1]);
        Assert.Throws<ArgumentException>(() => Slip10.DeriveEd25519(seed, DerivationPath.Ethereum(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Slip10.DeriveEd25519(new byte[15], DerivationPath.Solana(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Slip10.DeriveEd25519(new byte[65], DerivationPath.Solana(0)));
    }
}

namespace SkyLink.Cryptography;

public sealed class PasswordHashTests
{
    private static readonly Argon2Cost Cheap = new(MemoryKib: 8, Passes: 1);

    [Fact]
    public void A_password_fits_its_own_hash_alone()
    {
        var stored = PasswordHash.Create("correct horse");
        Assert.Matches(@"^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$", stored);
        Assert.True(PasswordHash.Verify("correct horse", stored));
        Assert.False(PasswordHash.Verify("Correct horse", stored));
        Assert.False(PasswordHash.Verify("", stored));
        Assert.NotEqual(stored, PasswordHash.Create("correct horse"));
        Assert.False(PasswordHash.NeedsRehash(stored, Argon2Cost.Default));
    }

    [Fact]
    public void A_cheaper_hash_still_fits_and_asks_to_be_renewed()
    {
        var stored = PasswordHash.Create("пароль 🔑", Cheap);
        Assert.True(PasswordHash.Verify("пароль 🔑", stored));
        Assert.True(PasswordHash.NeedsRehash(stored, Argon2Cost.Default));
        Assert.False(PasswordHash.NeedsRehash(stored, Cheap));
    }

    /// <summary>Made by another implementation, one that passed the test vectors of RFC 9106.</summary>
    [Theory]
    [InlineData("password", "m=8,t=1", "6qgIAgEeBxxfRIl2lNn5S17hSeqH7d7Uv9ArdQ8R7qg")]
    [InlineData("password", "m=256,t=2", "0wLqoEH80gSUj4xIwB+49Lkz3//ZfiV3xpLeTipKocI")]
    [InlineData("password", "m=19456,t=2", "preuKHHZnO8oEMz0gm5XU/yHrGAN0oXuJOHqGciA+mI")]
    [InlineData("password", "m=65536,t=4", "WaNk1y8yRsa1+8NXN18nM4aU5CBLkGD764FZNkiEYV4")]
    [InlineData("пароль 🔑", "m=256,t=3",
        "IScDpmGMhuyY7z3ucNMNItUEl/+MyUnssIo2zOnPDP2ZA/JhZ1YM7MBIzTtzypLSRCDYOEoX+2S6CqsHAPXH/w")]
    [InlineData("", "m=64,t=1", "qTiHVNVyjN6MHkS2TEXN2A")]
    public void A_hash_of_another_tool_fits(string password, string cost, string tag)
    {
        var stored = $"$argon2id$v=19${cost},p=1$c2l4dGVlbmJ5dGVzYWx0IQ${tag}";
        Assert.True(PasswordHash.Verify(password, stored));
        Assert.False(PasswordHash.Verify(password + "s", stored));
        Assert.False(PasswordHash.Verify(password, stored.Replace("t=", "t=1", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(7, 1)]
    [InlineData(262_145, 1)]
    [InlineData(32, 0)]
    [InlineData(32, 17)]
    public void A_cost_outside_the_limits_is_a_bug(int memoryKib, int passes) =>
        Assert.Throws<ArgumentException>(() => PasswordHash.Create("password", new Argon2Cost(memoryKib, passes)));

    [Theory]
    [InlineData("argon2id", "argon2i")]
    [InlineData("v=19", "v=16")]
    [InlineData("m=8", "m=7")]
    [InlineData("m=8", "m=262145")]
    [InlineData("m=8", "m=99999999999")]
    [InlineData("m=8", "m=-8")]
    [InlineData("m=8", "m= 8")]
    [InlineData("t=1", "t=0")]
    [InlineData("t=1", "t=17")]
    [InlineData("p=1", "p=0")]
    [InlineData("p=1", "p=2")]
    [InlineData("p=1", "p=1,x=1")]
    [InlineData("m=8,t=1", "t=1,m=8")]
    [InlineData("$m", "$$m")]
    public void A_stored_text_that_is_no_such_hash_fits_nothing(string written, string instead)
    {
        var stored = PasswordHash.Create("password", Cheap);
        var changed = stored.Replace(written, instead, StringComparison.Ordinal);
        Assert.NotEqual(stored, changed);
        Assert.False(PasswordHash.Verify("password", changed));
        Assert.True(PasswordHash.NeedsRehash(changed, Cheap));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$")]
    [InlineData("$argon2id$v=19$")]
    [InlineData("$argon2id$v=19$m=8,t=1,p=1")]
    [InlineData("$argon2id$v=19$m=8,t=1,p=1$$")]
    [InlineData("$argon2id$v=19$m=8,t=1,p=1$c2l4dGVlbmJ5dGVzYWx0IQ==$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")]
    [InlineData("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")]
    [InlineData("$argon2id$v=19$m=8,t=1,p=1$c2l4dGVlbmJ5dGVzYWx0IQ$AAAA")]
    public void A_torn_text_fits_nothing(string stored) => Assert.False(PasswordHash.Verify("password", stored));

    [Fact]
    public void A_password_above_the_limit_is_wrong_without_being_hashed()
    {
        var longest = new string('a', PasswordHash.LongestPassword);
        var stored = PasswordHash.Create(longest, Cheap);
        Assert.True(PasswordHash.Verify(longest, stored));
        Assert.False(PasswordHash.Verify(longest + "a", stored));
        Assert.Throws<ArgumentException>(() => PasswordHash.Create(longest + "a", Cheap));
    }
}

namespace SkyLink.Cryptography;

public sealed class PasswordHashTests
{
    private static readonly Argon2Cost Cheap = new(MemoryKib: 8, Passes: 1, Lanes: 1);

    [Fact]
    public void A_password_fits_its_own_hash_alone()
    {
        var stored = PasswordHash.Create("correct horse");
        Assert.Matches(@"^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$", stored);
        Assert.True(PasswordHash.Verify("correct horse", stored));
        Assert.False(PasswordHash.Verify("Correct horse", stored));
        Assert.False(PasswordHash.Verify("", stored));
        Assert.NotEqual(stored, PasswordHash.Create("correct horse"));
        Assert.False(PasswordHash.NeedsRehash(stored));
    }

    [Fact]
    public void A_cheaper_hash_still_fits_and_asks_to_be_renewed()
    {
        var stored = PasswordHash.Create("пароль 🔑", Cheap);
        Assert.True(PasswordHash.Verify("пароль 🔑", stored));
        Assert.True(PasswordHash.NeedsRehash(stored));
    }

    /// <summary>As published with the reference implementation.</summary>
    [Fact]
    public void A_hash_of_another_tool_fits()
    {
        const string Stored = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        Assert.True(PasswordHash.Verify("password", Stored));
        Assert.False(PasswordHash.Verify("passwort", Stored));
    }

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
    [InlineData("p=1", "p=1,x=1")]
    [InlineData("m=8,t=1", "t=1,m=8")]
    [InlineData("$m", "$$m")]
    public void A_stored_text_that_is_no_such_hash_fits_nothing(string written, string instead)
    {
        var stored = PasswordHash.Create("password", Cheap);
        var changed = stored.Replace(written, instead, StringComparison.Ordinal);
        Assert.NotEqual(stored, changed);
        Assert.False(PasswordHash.Verify("password", changed));
        Assert.True(PasswordHash.NeedsRehash(changed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$")]
    [InlineData("$argon2id$v=19$")]
    [InlineData("$argon2id$v=19$m=8,t=1,p=1")]
    [InlineData("$argon2id$v=19$m=8,t=1,p=1$$")]
    [InlineData("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ=$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")]
    [InlineData("$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$AAAA")]
    public void A_torn_text_fits_nothing(string stored) => Assert.False(PasswordHash.Verify("password", stored));

    [Fact]
    public void A_password_above_the_limit_is_wrong_without_being_hashed()
    {
        var longest = new string('a', Argon2id.LongestPassword);
        var stored = PasswordHash.Create(longest, Cheap);
        Assert.True(PasswordHash.Verify(longest, stored));
        Assert.False(PasswordHash.Verify(longest + "a", stored));
        Assert.Throws<ArgumentException>(() => PasswordHash.Create(longest + "a", Cheap));
    }
}

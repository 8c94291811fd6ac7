namespace SkyLink.Platform.Identity;

public sealed class PasswordPolicyTests
{
    [Theory]
    [InlineData("short")]
    [InlineData("elevenchars")]
    [InlineData("123456789012")]
    [InlineData("passwordpassword")]
    [InlineData("P@ssw0rd2024!!")]
    [InlineData("Qwertyuiop123")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("abababababababab")]
    [InlineData("iloveyouiloveyou")]
    [InlineData("amina.saleem1")]
    [InlineData("saleem-2026!")]
    [InlineData("example2026!")]
    public void What_guessers_try_first_is_refused(string password) =>
        Assert.NotNull(PasswordPolicy.Refuses(password, "amina.saleem@example.pk", "Amina Saleem"));

    [Theory]
    [InlineData("quiet-lantern-41-harbour")]
    [InlineData("correct donkey battery staple")]
    [InlineData("پرانی کشتی نیلا دریا")]
    [InlineData("xkcdmvqpwzrt")]
    public void Long_and_unusual_is_enough_without_rules_about_signs(string password) =>
        Assert.Null(PasswordPolicy.Refuses(password, "amina.saleem@example.pk", "Amina Saleem"));

    [Fact]
    public void Longer_than_128_characters_is_refused_and_128_is_not()
    {
        var longest = string.Concat(Enumerable.Range(0, 32).Select(number => $"{number:x2}wq"));
        Assert.Equal(128, longest.Length);
        Assert.Null(PasswordPolicy.Refuses(longest, "a@b.example", "A"));
        Assert.NotNull(PasswordPolicy.Refuses(longest + "x", "a@b.example", "A"));
    }
}

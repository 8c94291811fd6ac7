namespace SkyLink.Platform.Identity;

/// <summary>
/// What a password must be (NIST SP 800-63B): long enough and not among the first a guesser tries. No rules about
/// digits or signs, which make passwords worse.
/// </summary>
internal static class PasswordPolicy
{
    public const int LengthMin = 12;
    public const int LengthMax = 128;

    public static Error? Refuses(string password, string email, string name)
    {
        var length = password.EnumerateRunes().Count();
        return length < LengthMin || password.Length > LengthMax
                ? Refused($"It must have {LengthMin} to {LengthMax} characters.")
            : password.Distinct().Count() < 5 ? Refused("It repeats too few characters.")
            : IsCommon(password) ? Refused("It is among the most used passwords.")
            : IsDerivedFrom(password, email) || IsDerivedFrom(password, name)
                ? Refused("It is made of the name or the e-mail address.")
            : null;
    }

    private static Error Refused(string why) => IdentityErrors.PasswordRefused.With(why);

    /// <summary>A common word: doubled, spelled with digits for letters, or with digits and signs hung on.</summary>
    private static bool IsCommon(string password)
    {
        var plain = Plain(password);
        var core = plain.Trim([.. "0123456789!@#$%^&*()-_=+.,?~ "]);
        return CommonPasswords.All.Contains(plain) || CommonPasswords.All.Contains(core)
            || CommonPasswords.All.Contains(Letters(core)) || CommonPasswords.All.Contains(Half(plain))
            || CommonPasswords.All.Contains(Half(core));
    }

    /// <summary>The first half of what consists of two equal ones.</summary>
    private static string Half(string text)
    {
        var half = text[..(text.Length / 2)];
        return half + half == text ? half : text;
    }

    private static bool IsDerivedFrom(string password, string source)
    {
        var plain = Plain(password);
        return source.Split('@', '.', '-', '_', '+', ' ')
            .Append(source)
            .Select(Plain)
            .Where(part => part.Length >= 4)
            .Any(part => plain.Contains(part, StringComparison.Ordinal) && plain.Length - part.Length < 8);
    }

    private static string Plain(string text) => new([.. text.ToLowerInvariant().Where(sign => sign != ' ')]);

    private static string Letters(string text) => text
        .Replace('0', 'o').Replace('1', 'l').Replace('3', 'e').Replace('4', 'a').Replace('5', 's').Replace('7', 't')
        .Replace('@', 'a').Replace('$', 's').Replace('!', 'i');
}

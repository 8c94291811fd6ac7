using System.Collections.Frozen;

namespace SkyLink.Platform.Identity;

/// <summary>What guessers try first, in lower case; the policy also finds them doubled or decorated.</summary>
internal static class CommonPasswords
{
    private const string Words = """
        000000 0987654321 111111 112233 121212 123123 123321 12345 123456 1234567 12345678 123456789 1234567890
        123456789012 12345678910 1234567891011 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 654321 666666
        987654321 a1b2c3d4 a1b2c3d4e5f6 aa123456 abc123 abcd1234 abcdef abcdefgh abcdefghijkl abcdefghijklm access
        admin adminadmin administrator alexander allah allahuakbar amanda amazon america andrew android angel
        angels anthony apple arsenal asd123 asdfasdf asdfgh asdfghjkl asdfghjklqwe ashley australia autumn babyboy
        babygirl bailey banana barcelona baseball basketball batman benjamin bismillah blessed blessing brother
        business buster butterfly california canada changeit changeme changemenow charlie cheese chelsea cherry
        chocolate christ christopher company computer computer1 contrasena cookie correcthorse
        correcthorsebatterystaple corvette cricket cricketlover daniel darling december default demo dollars dragon
        dragonball dragons eagle elizabeth enterprise example facebook falcon family father february ferrari flower
        flowers football forever freedom friday friends friendship ginger golfer goodbye google guest happiness
        harley heaven hello hellohello helloworld hindustan hockey honey hunter hunting iloveyou iloveyouforever
        india inshallah instagram internet iphone ironman islamabad january jennifer jessica jesus jesuschrist
        jordan joshua juventus karachi killer killers lahore letmein letmeinnow liberty linkedin lion liverpool
        login london lovely lovelylove loveyou maggie manager manchester mashallah master masterkey masters matrix
        matthew mercedes michael microsoft millionaire mnbvcxz monday money monkey monkeys motdepasse mother
        mustang mypassword network newyork nicole nokia november october opensesame openthedoor operator orange
        p@ssw0rd pakistan paris parola passw0rd password password1234 passwordpassword passwords passwort peanut
        pepper pikachu poiuytrewq pokemon porsche princess princesses qazwsx qazwsxedc qwe123 qweasdzxc
        qwerasdfzxcv qwerty qwerty123456 qwertyqwerty qwertyuiop qwertyuiop123 qwertyuiopasdf rainbow realmadrid
        robert root rootroot samantha sample samsung secret secrets senha september server shadow shadows sifre
        signin sister skylink skylinknetwork soccer softball spiderman spring startrek starwars strawberry sugar
        summer sunday sunshine sunshines superman superuser sweetheart system temp temporary test tester testing
        testtest thisispassword thomas tiger tigger together toor topsecret trustno1 trustnoone twitter user
        username welcome welcomehome welcometo whatever whatsapp windows winter yamaha youtube zaq12wsx zaq1zaq1
        zxcvbn zxcvbnm
        """;

    public static FrozenSet<string> All { get; } =
        Words.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}

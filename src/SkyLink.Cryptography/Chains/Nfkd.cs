using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace SkyLink.Cryptography.Chains;

/// <summary>
/// Texts in Unicode's compatibility decomposition (UAX #15, Unicode 17). The runtime computes it with ICU alone, and
/// without ICU takes every text for normalized.
/// </summary>
internal static class Nfkd
{
    private const int SyllableFirst = 0xAC00;
    private const int Syllables = 11_172;
    private const int LeadFirst = 0x1100;
    private const int VowelFirst = 0x1161;
    private const int BeforeTrails = 0x11A7;
    private const int Vowels = 21;
    private const int Trails = 28;

    private static readonly UTF8Encoding Strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The decomposed text in UTF-8.</summary>
    /// <exception cref="ArgumentException">
    /// The text has half of a surrogate pair, or a character that Unicode has not assigned: when it does, its form may
    /// be another one.
    /// </exception>
    public static byte[] ToUtf8(string text)
    {
        _ = Strict.GetByteCount(text);
        return Encoding.UTF8.GetBytes(Ascii.IsValid(text) ? text : Decompose(text));
    }

    private static string Decompose(string text)
    {
        var parts = new List<(Rune Rune, byte Class, int Starter)>(text.Length);
        var starter = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherNotAssigned)
            {
                throw new ArgumentException($"U+{rune.Value:X4} is no character.", nameof(text));
            }

            foreach (var part in DecompositionOf(rune).EnumerateRunes())
            {
                var order = Table.Classes.GetValueOrDefault(part.Value);
                starter += order == 0 ? 1 : 0;
                parts.Add((part, order, starter));
            }
        }

        // Canonical ordering: marks behind a starter by their class, those of one class as they came.
        var made = new StringBuilder(parts.Count);
        foreach (var (rune, _, _) in parts.OrderBy(part => part.Starter).ThenBy(part => part.Class))
        {
            made.Append(rune.ToString());
        }

        return made.ToString();
    }

    private static string DecompositionOf(Rune rune)
    {
        var syllable = rune.Value - SyllableFirst;
        if (syllable is < 0 or >= Syllables)
        {
            return Table.Decompositions.GetValueOrDefault(rune.Value) ?? rune.ToString();
        }

        var (vowels, trail) = Math.DivRem(syllable, Trails);
        var (lead, vowel) = Math.DivRem(vowels, Vowels);
        var both = $"{(char)(LeadFirst + lead)}{(char)(VowelFirst + vowel)}";
        return trail == 0 ? both : $"{both}{(char)(BeforeTrails + trail)}";
    }

    /// <summary>Read when it is first needed.</summary>
    private static class Table
    {
        static Table()
        {
            var (decompositions, classes) = (new Dictionary<int, string>(), new Dictionary<int, byte>());
            using var stream = typeof(Nfkd).Assembly.GetManifestResourceStream("nfkd.txt")!;
            using var reader = new StreamReader(stream, Encoding.ASCII);
            while (reader.ReadLine() is { } line)
            {
                if (line.Split(' ') is [var first, .. var rest] && first != "#")
                {
                    Read(first, rest, decompositions, classes);
                }
            }

            (Decompositions, Classes) = (decompositions.ToFrozenDictionary(), classes.ToFrozenDictionary());
        }

        public static FrozenDictionary<int, string> Decompositions { get; }

        public static FrozenDictionary<int, byte> Classes { get; }

        private static void Read(
            string first, string[] rest, Dictionary<int, string> decompositions, Dictionary<int, byte> classes)
        {
            if (rest[0][0] != '@')
            {
                decompositions.Add(
                    ScalarOf(first), string.Concat(rest.Select(it => char.ConvertFromUtf32(ScalarOf(it)))));
                return;
            }

            var range = first.Split('-');
            for (var scalar = ScalarOf(range[0]); scalar <= ScalarOf(range[^1]); scalar++)
            {
                classes.Add(scalar, byte.Parse(rest[0].AsSpan(1), CultureInfo.InvariantCulture));
            }
        }

        private static int ScalarOf(string hex) =>
            int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}

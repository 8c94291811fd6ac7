namespace SkyLink.Automate.Intents;

/// <summary>Base forms of English words by their endings; a wrong guess only means a word that no list has.</summary>
internal static class Stems
{
    /// <summary>The word itself first, then what it may be an inflection of.</summary>
    public static IEnumerable<string> BasesOf(string word)
    {
        yield return word;
        if (word.Length < 4)
        {
            yield break;
        }

        if (word.EndsWith("ies", StringComparison.Ordinal) || word.EndsWith("ied", StringComparison.Ordinal))
        {
            yield return word[..^3] + "y";
        }

        foreach (var ending in (string[])["es", "s", "ed", "d", "ing"])
        {
            if (!word.EndsWith(ending, StringComparison.Ordinal) || word.Length - ending.Length < 2
                || word.EndsWith("ss", StringComparison.Ordinal))
            {
                continue;
            }

            var stem = word[..^ending.Length];
            yield return stem;
            if (ending == "ing")
            {
                yield return stem + "e";
            }

            if (ending is "ing" or "ed" && stem.Length > 3 && stem[^1] == stem[^2])
            {
                yield return stem[..^1];
            }
        }
    }

    /// <summary>One form for all inflections of a word: what two words share if they are the same word.</summary>
    public static string Of(string word)
    {
        if (word.Length < 5)
        {
            return word.Length == 4 && word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i') ? word[..^1] : word;
        }

        var stem = word.EndsWith("ies", StringComparison.Ordinal) || word.EndsWith("ied", StringComparison.Ordinal)
            ? word[..^3] + "y"
            : word.EndsWith("ing", StringComparison.Ordinal) && word.Length > 5 ? word[..^3]
            : word.EndsWith("ed", StringComparison.Ordinal) ? word[..^2]
            : word.EndsWith("es", StringComparison.Ordinal) ? word[..^2]
            : word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i') ? word[..^1]
            : word;
        stem = stem.Length > 3 && stem[^1] == stem[^2] && stem[^1] is not ('s' or 'l' or 'e') ? stem[..^1] : stem;
        return stem.Length > 3 && stem[^1] == 'e' ? stem[..^1] : stem;
    }
}

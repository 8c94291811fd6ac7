using System.Text;
using System.Text.RegularExpressions;

namespace SkyLink.Automate.Intents;

/// <summary>How a sentence asks for something.</summary>
internal enum SentenceForm
{
    /// <summary>Asks for nothing: background, explanation.</summary>
    Statement,

    /// <summary>"shall", "must", "should", "will", "can", "has to".</summary>
    Modal,

    /// <summary>"As a … I want … so that …".</summary>
    UserStory,

    /// <summary>"I want", "we need", "I would like".</summary>
    Wish,

    /// <summary>"Display the orders of the day".</summary>
    Imperative,

    /// <summary>"Users post offers": what users and the system do, told as if it were there.</summary>
    Description,
}

/// <param name="Text">On one line, without the mark of a list, with the words that introduce its list.</param>
/// <param name="Id">As the text numbers it, "FR-12" or "3.1.2"; null where it does not.</param>
/// <param name="Line">From 1, where the sentence begins.</param>
internal sealed record FoundSentence(string Text, string? Id, int Line, SentenceForm Form)
{
    public bool IsRequirement => Form != SentenceForm.Statement;
}

/// <summary>
/// Finds the sentences of a free text: prose, lists, numbered requirements, headings, user stories. Any text is taken;
/// what is above the limits is left out.
/// </summary>
internal static partial class SentenceSplitter
{
    public const int TextCharactersMax = 100_000;

    public const int SentencesMax = 1_000;

    /// <summary>A longer paragraph is taken for two.</summary>
    private const int ParagraphCharactersMax = 4_000;

    /// <summary>What is longer introduces no list.</summary>
    private const int LeadCharactersMax = 300;

    /// <summary>A line that short, without a verb and a full stop, is a heading.</summary>
    private const int HeadingWordsMax = 8;

    private static readonly HashSet<string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "e.g", "i.e", "etc", "vs", "dr", "mr", "mrs", "ms", "prof", "st", "no", "nr", "fig", "sec", "approx", "min",
        "max", "resp", "inc", "ltd", "corp", "co", "dept", "cf", "al", "ca", "u.s", "u.k", "a.m", "p.m", "jr", "sr",
    };

    public static IReadOnlyList<FoundSentence> Split(string text)
    {
        var found = new List<FoundSentence>();
        foreach (var block in BlocksOf(text.Length > TextCharactersMax ? text[..TextCharactersMax] : text))
        {
            foreach (var sentence in SentencesOf(block.Text))
            {
                if (found.Count == SentencesMax)
                {
                    return found;
                }

                var form = SentenceForms.Of(sentence, block.IsItem);
                if (sentence.Any(char.IsLetter))
                {
                    found.Add(new FoundSentence(sentence, block.Id, block.Line, form));
                }
            }
        }

        return found;
    }

    /// <summary>A paragraph or an item of a list.</summary>
    private sealed record Block(string Text, string? Id, int Line, bool IsItem);

    private static List<Block> BlocksOf(string text)
    {
        var blocks = new List<Block>();
        var (lead, open, isNumbered) = ("", (Block?)null, (bool?)null);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = Blanks().Replace(lines[i], " ").Trim();
            var item = ItemOf(line, i + 1);
            var isHeading = line.StartsWith('#');
            if (line.Length > 0 && !isHeading && item is null && open?.Text.Length < ParagraphCharactersMax)
            {
                open = open with { Text = $"{open.Text} {line}" };
                continue;
            }

            var before = lead;
            Close(blocks, open, item is not null, ref lead);
            if (item is not null)
            {
                // Bullets below a numbered item are its own; the next number ends what it introduced.
                isNumbered = before == lead ? isNumbered ?? item.Id is not null : item.Id is not null;
                lead = isNumbered == (item.Id is not null) ? lead : "";
            }

            open = line.Length == 0 || isHeading ? null
                : item is not null ? item with { Text = Introduce(lead, item.Text) }
                : new Block(line, Id: null, i + 1, IsItem: false);
            lead = isHeading ? "" : lead;
        }

        Close(blocks, open, isBeforeItem: false, ref lead);
        return blocks;
    }

    /// <summary>Keeps the block, unless it is a heading or introduces the list that follows it.</summary>
    private static void Close(List<Block> blocks, Block? open, bool isBeforeItem, ref string lead)
    {
        if (open is null)
        {
            return;
        }

        if (open.Text.EndsWith(':') && (isBeforeItem || !open.IsItem))
        {
            // What stands before the last sentence of the paragraph introduces nothing.
            var sentences = SentencesOf(open.Text);
            lead = sentences[^1].Length > LeadCharactersMax ? "" : sentences[^1].TrimEnd(':');
            blocks.AddRange(sentences.SkipLast(1).Select(it => open with { Text = it }));
            return;
        }

        lead = open.IsItem ? lead : "";
        if (open.IsItem || !IsHeading(open.Text))
        {
            blocks.Add(open);
        }
    }

    /// <summary>Null where the line has no mark of a list and no number.</summary>
    private static Block? ItemOf(string line, int number)
    {
        var mark = Mark().Match(line);
        var rest = line[mark.Length..];
        var id = Identifier().Match(rest);
        return mark.Length + id.Length == 0 ? null : new Block(
            rest[id.Length..], id.Groups["id"].Value is { Length: > 0 } named ? named : null, number, IsItem: true);
    }

    /// <summary>
    /// "The system shall:" is said before each of its items that does not say so itself; "Features:" is not.
    /// </summary>
    private static string Introduce(string lead, string text)
    {
        if (text.Length == 0 || !SentenceForms.EndsInModal(lead)
            || SentenceForms.Of(text, isItem: true)
                is SentenceForm.Modal or SentenceForm.Wish or SentenceForm.UserStory)
        {
            return text;
        }

        var isName = text.Length > 1 && char.IsUpper(text[1]);
        return $"{lead} {(isName ? text[0] : char.ToLowerInvariant(text[0]))}{text[1..]}";
    }

    private static bool IsHeading(string text) =>
        text[^1] is not ('.' or '!' or '?' or ';' or ',')
        && text.Split(' ').Length <= HeadingWordsMax
        && SentenceForms.Of(text, isItem: false) == SentenceForm.Statement;

    /// <summary>Ends at a full stop before a capital, but not in "e.g." nor in a number.</summary>
    private static List<string> SentencesOf(string text)
    {
        var sentences = new List<string>();
        var current = new StringBuilder();
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            current.Append(current.Length == 0 ? "" : " ").Append(words[i]);
            if (i + 1 == words.Length || IsEnd(words[i], words[i + 1]))
            {
                sentences.Add(current.ToString());
                current.Clear();
            }
        }

        return sentences;
    }

    private static bool IsEnd(string word, string next)
    {
        var bare = word.TrimEnd('"', '\'', ')', ']', '”', '’');
        if (bare.Length < 2 || bare[^1] is not ('.' or '!' or '?'))
        {
            return false;
        }

        var start = next.TrimStart('"', '\'', '(', '[', '“', '‘');
        var stem = bare.TrimEnd('.').TrimStart('(', '"', '\'');
        return start.Length > 0 && !char.IsLower(start[0])
            && (bare[^1] != '.' || !Abbreviations.Contains(stem) && !(stem.Length == 1 && char.IsUpper(stem[0])));
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();

    /// <summary>-, *, • and their like, a box to tick behind it.</summary>
    [GeneratedRegex(
        @"^([-*+•–—▪◦]\s+(\[[ xX]\]\s+)?)?", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Mark();

    /// <summary>"FR-12:", "[R7]", "3.1.2", "4.", "(a)".</summary>
    [GeneratedRegex(
        @"^((\[(?<id>[A-Za-z]{0,8}[-_]?\d{1,5}(\.\d{1,3})*)\][:.]?"
        + @"|(?<id>[A-Z]{1,8}[-_]?\d{1,5}(\.\d{1,3})*)([:.)]|\s[-–])"
        + @"|\(?(?<id>\d{1,4}(\.\d{1,3})*)[.):]|(?<id>\d{1,4}(\.\d{1,3}){1,4})"
        + @"|\(?(?<id>[a-z]|[ivx]{2,4})\))\s+)?",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Identifier();
}

namespace SkyLink.Automate.Intents;

public sealed class TaggedSentenceTests
{
    [Fact]
    public void Words_are_tagged_by_lists_endings_and_what_stands_before()
    {
        var words = TaggedSentence.Of("The system shall quickly display 3.5 grommets, which are stored safely.").Words;
        Assert.Equal(
            "the/F system/N shall/M quickly/RB display/VB #/# grommets/N ,/. which/F are/F stored/VBN safely/RB ./.",
            string.Join(' ', words.Select(it => $"{it.Text}/{it.Tag}")));
    }

    [Fact]
    public void Inflected_words_have_the_classes_of_their_base_form()
    {
        var words = TaggedSentence.Of("Displaying notified copies").Words;
        Assert.True(words[0].Is("SHOW"));
        Assert.True(words[1].Is("TELL"));
        Assert.True(words[2].Is("EDIT"));
    }

    [Fact]
    public void A_phrase_gives_its_class_to_each_of_its_words()
    {
        var words = TaggedSentence.Of("It has a look and feel of its own").Words;
        Assert.All(words.Skip(3).Take(3), it => Assert.True(it.Is("q.look")));
        Assert.Empty(words[^1].Classes);
    }

    [Fact]
    public void Domain_words_are_not_general() =>
        Assert.Equal(
            ["grommet"], TaggedSentence.Of("The system shall store a grommet").Words.Where(it => !it.IsGeneral).Select(it => it.Text));

    [Fact]
    public void A_sentence_is_cut_after_its_most_words() =>
        Assert.Equal(TaggedSentence.WordsMax, TaggedSentence.Of(string.Concat(Enumerable.Repeat("go ", 5_000))).Words.Count);

    [Theory]
    [InlineData("displays", "display")]
    [InlineData("stored", "store")]
    [InlineData("planning", "plan")]
    [InlineData("copies", "copy")]
    [InlineData("matches", "match")]
    [InlineData("pass", "pass")]
    public void The_base_form_is_among_the_bases(string word, string expected) =>
        Assert.Contains(expected, Stems.BasesOf(word));

    [Theory]
    [InlineData("store", "stores", "stored", "storing")]
    [InlineData("plan", "plans", "planned", "planning")]
    [InlineData("copy", "copies", "copied", "copying")]
    public void All_inflections_of_a_word_have_one_stem(params string[] words) =>
        Assert.Single(words.Select(Stems.Of).Distinct());
}

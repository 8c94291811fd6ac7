using System.Diagnostics;

#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.

namespace SkyLink.Automate.Intents;

public sealed class SentenceSplitterTests
{
    [Fact]
    public void Prose_ends_at_full_stops_but_not_in_abbreviations_and_numbers()
    {
        var found = Texts(
            "The system shall export reports, e.g. PDF files, within 2.5 seconds. It must not fail! Dr. Smith should\n"
            + "see version 1.0.2 of \"the plan.\" The rest may wait.");
        Assert.Equal(
            [
                "The system shall export reports, e.g. PDF files, within 2.5 seconds.",
                "It must not fail!",
                "Dr. Smith should see version 1.0.2 of \"the plan.\"",
                "The rest may wait.",
            ],
            found);
    }

    [Theory]
    [InlineData("- The app shall start.", null)]
    [InlineData("* [ ] The app shall start.", null)]
    [InlineData("• The app shall start.", null)]
    [InlineData("1. The app shall start.", "1")]
    [InlineData("3.1.2 The app shall start.", "3.1.2")]
    [InlineData("(a) The app shall start.", "a")]
    [InlineData("b) The app shall start.", "b")]
    [InlineData("FR-12: The app shall start.", "FR-12")]
    [InlineData("REQ_7 - The app shall start.", "REQ_7")]
    [InlineData("[R4] The app shall start.", "R4")]
    [InlineData("- NFR3.1: The app shall start.", "NFR3.1")]
    public void Marks_and_numbers_of_a_list_are_not_part_of_its_sentences(string line, string? id)
    {
        var found = Assert.Single(SentenceSplitter.Split(line));
        Assert.Equal(("The app shall start.", id, SentenceForm.Modal), (found.Text, found.Id, found.Form));
    }

    [Fact]
    public void A_number_in_a_sentence_is_not_the_mark_of_a_list() =>
        Assert.Equal(["24 hours a day the shop must be open."], Texts("24 hours a day the shop must be open."));

    [Fact]
    public void Words_that_introduce_a_list_are_said_before_each_item() => Assert.Equal(
        ["It is for bakers.", "The system shall print labels", "The system shall send SMS to customers"],
        Texts("It is for bakers. The system shall:\n- Print labels\n- send SMS to\n  customers\n"));

    [Fact]
    public void An_item_may_introduce_a_list_and_items_that_are_sentences_stay_as_they_are() => Assert.Equal(
        ["The app must show tools", "Pages should load at once.", "Nice colours"],
        Texts("1. The app must:\n   - show tools\n2. Pages should load at once.\n3. Nice colours"));

    [Fact]
    public void Words_that_introduce_no_verb_are_not_said_before_items() =>
        Assert.Equal(["Users can order bread.", "Orders are paid."], Texts("Features:\n\n- Users can order bread.\n- Orders are paid."));

    [Fact]
    public void Headings_are_not_sentences() => Assert.Equal(
        ["The shop must sell bread."],
        Texts("# Bakery\n\nFunctional requirements\n\n## Orders that shall be taken\nThe shop must sell bread."));

    [Fact]
    public void A_wrapped_line_continues_its_sentence_and_a_blank_line_ends_it()
    {
        var found = SentenceSplitter.Split("The clerk shall\r\nopen the door\r\n\r\nThe clerk shall close it");
        Assert.Equal(["The clerk shall open the door", "The clerk shall close it"], found.Select(it => it.Text));
        Assert.Equal([1, 4], found.Select(it => it.Line));
    }

    [Theory]
    [InlineData("As a baker, I want to see the orders of the day so that I can plan.", nameof(SentenceForm.UserStory))]
    [InlineData("As an owner I would like a summary of sales.", nameof(SentenceForm.UserStory))]
    [InlineData("I need a shop for my bakery.", nameof(SentenceForm.Wish))]
    [InlineData("We would like to sell bread online.", nameof(SentenceForm.Wish))]
    [InlineData("Orders must be paid in advance.", nameof(SentenceForm.Modal))]
    [InlineData("Each order has to be confirmed.", nameof(SentenceForm.Modal))]
    [InlineData("Customers order bread and the system sends a receipt.", nameof(SentenceForm.Description))]
    [InlineData("It was founded long ago by two sisters.", nameof(SentenceForm.Statement))]
    public void A_sentence_asks_in_one_of_five_ways_or_not_at_all(string sentence, string form)
    {
        var found = Assert.Single(SentenceSplitter.Split(sentence));
        Assert.Equal((form, form != nameof(SentenceForm.Statement)), (found.Form.ToString(), found.IsRequirement));
    }

    [Fact]
    public void An_item_may_begin_with_its_verb() =>
        Assert.Equal(SentenceForm.Imperative, Assert.Single(SentenceSplitter.Split("- Display the orders of the day")).Form);

    [Fact]
    public void Above_the_limits_nothing_more_is_found()
    {
        Assert.Equal(SentenceSplitter.SentencesMax, SentenceSplitter.Split(string.Concat(Enumerable.Repeat("It must go. ", 3_000))).Count);
        var one = Assert.Single(SentenceSplitter.Split("It must " + new string('a', 3 * SentenceSplitter.TextCharactersMax)));
        Assert.Equal(SentenceSplitter.TextCharactersMax, one.Text.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t\r\n ")]
    [InlineData("...")]
    [InlineData("- \n- \n1.\n(a)")]
    [InlineData(":\n:\n- :")]
    public void Nothing_is_found_in_nothing(string text) => Assert.Empty(SentenceSplitter.Split(text));

    [Fact]
    public void Any_text_is_taken_in_time()
    {
        const string alphabet = "aA1 .:;-*#()[]\n\t\"'é€\ud83d\u0000%/";
        var random = new Random(20_26);
        for (var round = 0; round < 300; round++)
        {
            var text = string.Create(random.Next(400), random, (characters, dice) =>
            {
                foreach (ref var character in characters)
                {
                    character = alphabet[dice.Next(alphabet.Length)];
                }
            });
            Assert.All(
                SentenceSplitter.Split(text),
                it => Assert.InRange(RequirementClassifier.Embedded.Classify(it.Text).Probability, 0, 1));
        }
    }

    [Theory]
    [InlineData("a\n")]
    [InlineData("- a\n")]
    [InlineData("a must:\n- b\n")]
    [InlineData("as a ")]
    [InlineData("1.1.1.1.1.1")]
    [InlineData("a. A ")]
    [InlineData("((((")]
    [InlineData("The system shall: ")]
    public void Text_made_to_be_slow_is_not(string part)
    {
        var parts = Enumerable.Repeat(part, SentenceSplitter.TextCharactersMax / part.Length);
        var text = "The system must:\n" + string.Concat(parts);
        var started = Stopwatch.GetTimestamp();
        foreach (var sentence in SentenceSplitter.Split(text))
        {
            RequirementClassifier.Embedded.Classify(sentence.Text);
        }

        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 10);
    }

    private static IEnumerable<string> Texts(string text) => SentenceSplitter.Split(text).Select(it => it.Text);
}

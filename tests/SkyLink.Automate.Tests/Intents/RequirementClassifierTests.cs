namespace SkyLink.Automate.Intents;

public sealed class RequirementClassifierTests
{
    /// <summary>None of these is an example that the model was trained on.</summary>
    [Theory]
    [InlineData("The florist shall be able to add a bouquet to an order.", "F")]
    [InlineData("The system shall display all deliveries of the day on a map.", "F")]
    [InlineData("As a gardener I want to record which beds I have watered so that none is forgotten.", "F")]
    [InlineData("The pages of the shop shall appear within two seconds.", "PE")]
    [InlineData("Only authorised florists shall have access to the addresses of customers.", "SE")]
    [InlineData("The shop shall be available 99.9% of the time.", "A")]
    [InlineData("The florist shall find the application easy to use without any training.", "US")]
    [InlineData("The shop must be able to handle 2,000 simultaneous users.", "SC")]
    [InlineData("The application shall run on Android and interface with the existing payment server.", "O")]
    [InlineData("The shop shall comply with all consumer laws and regulations.", "L")]
    [InlineData("The user interface shall have an attractive colour scheme and a modern look.", "LF")]
    public void A_requirement_is_told_by_its_grammar_and_its_words(string sentence, string code)
    {
        var judged = RequirementClassifier.Embedded.Classify(sentence);
        Assert.Equal(code, RequirementLabels.CodeOf(judged.Label));
        Assert.Equal(code == "F", judged.IsFunctional && judged.Functional >= 0.5);
    }

    [Fact]
    public void Reasons_name_what_spoke_for_the_label_strongest_first()
    {
        var judged = RequirementClassifier.Embedded.Classify("Passwords shall be stored encrypted.");
        Assert.Equal((RequirementLabel.Security, QualityCharacteristic.Security), (judged.Label, judged.Characteristic));
        Assert.Equal("speaks of security", judged.Reasons[0].What);
        Assert.Equal(judged.Reasons.OrderByDescending(it => it.Weight), judged.Reasons);
        Assert.InRange(judged.Reasons.Count, 1, 5);
        Assert.All(judged.Reasons, it => Assert.True(it.Weight > 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Xyzzy plugh.")]
    [InlineData("%%% 12 12 12 ()")]
    public void What_says_nothing_is_judged_too(string sentence)
    {
        var judged = RequirementClassifier.Embedded.Classify(sentence);
        Assert.InRange(judged.Functional, 0, 1);
        Assert.InRange(judged.Probability, 0, 1);
    }

    [Fact]
    public void The_probabilities_of_the_labels_add_up_to_one()
    {
        var probabilities = RequirementClassifier.Embedded.ProbabilitiesOf(RequirementFeatures.Of("The app shall start quickly."));
        Assert.Equal(RequirementLabels.Count, probabilities.Length);
        Assert.Equal(1, probabilities.Sum(), 9);
    }

    [Fact]
    public void A_sentence_longer_than_the_limit_is_judged_by_its_beginning()
    {
        var begun = string.Concat(Enumerable.Repeat("The system shall be secure. ", 100))[..RequirementFeatures.CharactersMax];
        Assert.Equal(RequirementFeatures.Of(begun), RequirementFeatures.Of(begun + new string('x', 50_000)));
    }

    [Fact]
    public void Every_label_has_a_code_and_a_place_in_the_standard()
    {
        foreach (var label in Enum.GetValues<RequirementLabel>())
        {
            Assert.True(RequirementLabels.TryRead(RequirementLabels.CodeOf(label), out var read));
            Assert.Equal(label, read);
            Assert.True(Enum.IsDefined(RequirementLabels.CharacteristicOf(label)));
        }

        Assert.Equal("time behaviour", RequirementLabels.SubcharacteristicOf(RequirementLabel.Performance));
        Assert.Null(RequirementLabels.SubcharacteristicOf(RequirementLabel.Security));
        Assert.False(RequirementLabels.TryRead("NFR", out _));
    }

    /// <summary>What has been learnt is known: a model that lost this much lost more elsewhere.</summary>
    [Fact]
    public void The_shipped_model_knows_the_public_set_it_was_trained_on()
    {
        var set = PublicRequirements.Read();
        Assert.Equal(625, set.Count);
        var right = set.Count(it => RequirementClassifier.Embedded.Classify(it.Text).IsFunctional
            == (it.Label == RequirementLabel.Functional));
        Assert.InRange(right / 625.0, 0.97, 1);
    }

    /// <summary>Three of fifteen projects, held out together: the whole evaluation is <c>./skylink bench intents</c>.</summary>
    [Fact]
    public void Four_of_five_requirements_of_projects_never_seen_are_told_apart()
    {
        var set = PublicRequirements.Read();
        var held = set.Where(it => it.Project is "1" or "4" or "10").ToList();
        var classifier = new RequirementClassifier(RequirementTrainer.Train([.. set.Except(held), .. LabelledRequirement.OwnExamples]));
        var right = held.Count(it => classifier.Classify(it.Text).IsFunctional == (it.Label == RequirementLabel.Functional));
        Assert.InRange(right / (double)held.Count, 0.8, 1);
    }
}

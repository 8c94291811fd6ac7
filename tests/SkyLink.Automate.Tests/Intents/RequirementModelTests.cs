namespace SkyLink.Automate.Intents;

public sealed class RequirementModelTests
{
    private static readonly LabelledRequirement[] Few =
    [
        new("a", "The system shall display the orders.", RequirementLabel.Functional),
        new("a", "The system shall display the parcels.", RequirementLabel.Functional),
        new("b", "The system shall be secure.", RequirementLabel.Security),
        new("b", "The system shall be secure at all times.", RequirementLabel.Security),
    ];

    [Fact]
    public void The_same_examples_give_the_same_bytes() =>
        Assert.Equal(RequirementTrainer.Train(Few).Write(), RequirementTrainer.Train(Few).Write());

    [Fact]
    public void A_few_examples_teach_what_tells_them_apart()
    {
        var classifier = new RequirementClassifier(RequirementTrainer.Train(Few));
        Assert.True(classifier.Classify("The system shall display the vans.").IsFunctional);
        Assert.Equal(RequirementLabel.Security, classifier.Classify("The shop shall be secure.").Label);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var model = RequirementTrainer.Train(Few);
        Assert.True(RequirementModel.TryRead(model.Write(), out var read));
        Assert.Equal(0, model.DifferenceFrom(read));
        var features = RequirementFeatures.Of("The system shall be secure.");
        Assert.Equal(model.Score(features), read.Score(features));
        Assert.Null(model.DifferenceFrom(RequirementTrainer.Train(Few[1..])));
    }

    [Fact]
    public void A_file_that_is_cut_longer_or_of_another_kind_is_refused()
    {
        var file = RequirementTrainer.Train(Few).Write();
        for (var length = 0; length < file.Length; length += 7)
        {
            Assert.False(RequirementModel.TryRead(file.AsSpan(0, length), out _));
        }

        Assert.False(RequirementModel.TryRead([.. file, 0], out _));
        foreach (var at in new[] { 0, 4, 8, 12, 15 })
        {
            byte[] other = [.. file];
            other[at] ^= 0xFF;
            Assert.False(RequirementModel.TryRead(other, out _), $"byte {at}");
        }
    }

    [Fact]
    public void Hashes_out_of_order_are_refused()
    {
        var file = RequirementTrainer.Train(Few).Write();
        const int keys = 16 + 4 * RequirementLabels.Count;
        (file[keys + 3], file[keys + 7]) = (0xFF, 0x00);
        Assert.False(RequirementModel.TryRead(file, out _));
    }

    [Fact]
    public void A_set_is_read_line_by_line_and_what_is_no_row_is_passed_over()
    {
        string[] lines =
        [
            "@RELATION nfr", "ProjectID,RequirementText,class", "",
            @"7,'The page, in 99\% of cases, shall open.',PE", "8,\"It shall print.\",F", "9,'Unknown',XX", "x,'Odd',F", "3",
        ];
        Assert.Equal(
            [
                new LabelledRequirement("7", "The page, in 99% of cases, shall open.", RequirementLabel.Performance),
                new LabelledRequirement("8", "It shall print.", RequirementLabel.Functional),
            ],
            LabelledRequirement.Parse(lines));
    }

    [Fact]
    public void Our_own_examples_cover_every_label_and_repeat_none()
    {
        var own = LabelledRequirement.OwnExamples;
        Assert.Equal(Enum.GetValues<RequirementLabel>(), own.Select(it => it.Label).Distinct().Order());
        Assert.Equal(own.Count, own.Select(it => it.Text).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(own, it => Assert.InRange(it.Text.Length, 15, 150));
    }
}

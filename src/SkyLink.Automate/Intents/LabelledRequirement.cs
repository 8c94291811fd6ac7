namespace SkyLink.Automate.Intents;

/// <summary>A sentence somebody has labelled.</summary>
/// <param name="Project">What the sentence was written for; sentences of one project share its words.</param>
internal sealed record LabelledRequirement(string Project, string Text, RequirementLabel Label)
{
    private const string Examples = "requirement-examples.txt";

    /// <summary>Sentences written for SkyLink, of more domains than a set of a few projects has.</summary>
    public static IReadOnlyList<LabelledRequirement> OwnExamples { get; } = ReadOwn();

    /// <summary>
    /// Reads the lines of a set as tera-PROMISE publishes it: project, quoted sentence, label. Heads, attributes and
    /// blanks are passed over.
    /// </summary>
    public static IReadOnlyList<LabelledRequirement> Parse(IEnumerable<string> lines)
    {
        var rows = new List<LabelledRequirement>();
        foreach (var line in lines)
        {
            var (first, last) = (line.IndexOf(',', StringComparison.Ordinal), line.LastIndexOf(','));
            if (first <= 0 || last <= first || !int.TryParse(line[..first], out _)
                || !RequirementLabels.TryRead(line[(last + 1)..].Trim(), out var label))
            {
                continue;
            }

            var text = line[(first + 1)..last].Trim().Trim('\'', '"').Trim();
            rows.Add(new LabelledRequirement(
                line[..first], text.Replace("\\", "", StringComparison.Ordinal), label));
        }

        return rows;
    }

    private static List<LabelledRequirement> ReadOwn()
    {
        using var stream = typeof(LabelledRequirement).Assembly.GetManifestResourceStream(Examples)!;
        using var reader = new StreamReader(stream);
        var rows = new List<LabelledRequirement>();
        while (reader.ReadLine() is { } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0 && RequirementLabels.TryRead(line[..colon], out var label))
            {
                rows.Add(new LabelledRequirement("own", line[(colon + 1)..].Trim(), label));
            }
        }

        return rows;
    }
}

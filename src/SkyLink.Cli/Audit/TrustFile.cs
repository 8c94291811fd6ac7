using System.Text.Json;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Cli;

/// <summary>Whom to believe about a log, as <c>audit trust</c> saves it and the API tells it.</summary>
/// <param name="Origin">The log's name.</param>
/// <param name="Keys">Verifiers' keys of the log; one must have signed.</param>
/// <param name="Witnesses">Verifiers' keys of its witnesses; each of them, by name, must have cosigned.</param>
/// <param name="Anchors">Who publishes its heads on a chain; null where nobody was known to.</param>
internal sealed record TrustFile(
    string Origin, IReadOnlyList<string> Keys, IReadOnlyList<string> Witnesses, AnchorAccount? Anchors)
{
    /// <exception cref="CliException">It is no such file.</exception>
    public static TrustFile Read(FileInfo file)
    {
        try
        {
            return Parse(JsonElement.Parse(File.ReadAllText(file.FullName)), file.FullName);
        }
        catch (JsonException)
        {
            throw NotOne(file.FullName);
        }
    }

    /// <param name="json">What a file or the API holds.</param>
    /// <param name="from">Named where it is not readable.</param>
    /// <exception cref="CliException">It does not hold what must be there.</exception>
    public static TrustFile Parse(JsonElement json, string from)
    {
        var trust = new TrustFile(
            json.Text("origin") ?? throw NotOne(from),
            [.. json.Items("keys").Select(key => key.GetString() ?? "")],
            [.. json.Items("witnesses").Select(key => key.GetString() ?? "")],
            json.At("anchors") is { } anchors ? AnchorAccount.Find(anchors) ?? throw NotOne(from) : null);
        if (!trust.Keys.Concat(trust.Witnesses).All(key => NoteKey.TryParse(key, out _)))
        {
            throw NotOne(from);
        }

        try
        {
            _ = trust.Policy();
            return trust;
        }
        catch (ArgumentException)
        {
            throw NotOne(from); // No key of the log, or a witness's that is no cosigner's.
        }
    }

    /// <summary>Believes the log, where all of its witnesses have seen the same.</summary>
    public LogPolicy Policy()
    {
        var witnesses = KeysOf(Witnesses);
        return new LogPolicy(
            Origin, KeysOf(Keys), witnesses,
            quorum: witnesses.Select(key => key.Name).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>Believes the log alone.</summary>
    public LogPolicy PolicyOfLog() => new(Origin, KeysOf(Keys), [], quorum: 0);

    private static NoteKey[] KeysOf(IReadOnlyList<string> texts) => [.. texts.Select(text =>
        NoteKey.TryParse(text, out var key) ? key : throw new InvalidOperationException("It was checked when read."))];

    private static CliException NotOne(string from) => new(
        ExitCode.Failed, $"{from} does not hold an origin and verifiers' keys; 'skylink audit trust' saves them.");
}

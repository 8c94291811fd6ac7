using System.Collections.Frozen;

namespace SkyLink.Automate.Intents;

/// <summary>Features in words that a reader of the console understands.</summary>
internal static class FeatureWording
{
    private static readonly FrozenDictionary<string, string> Classes = new Dictionary<string, string>
    {
        ["q.time"] = "speaks of time behaviour",
        ["q.scale"] = "speaks of capacity",
        ["q.available"] = "speaks of availability",
        ["q.fault"] = "speaks of faults and recovery",
        ["q.secure"] = "speaks of security",
        ["q.usable"] = "speaks of ease of use",
        ["q.look"] = "speaks of appearance",
        ["q.maintain"] = "speaks of maintenance",
        ["q.portable"] = "speaks of platforms",
        ["q.operate"] = "speaks of the environment",
        ["q.legal"] = "speaks of laws and standards",
        ["SHOW"] = "something is shown",
        ["KEEP"] = "something is recorded",
        ["EDIT"] = "something is changed",
        ["FIND"] = "something is looked for",
        ["TELL"] = "somebody is told something",
        ["WORK"] = "something is computed",
        ["LET"] = "somebody is enabled to do something",
        ["HOLD"] = "something consists of parts",
        ["RUN"] = "something runs or connects",
        ["GUARD"] = "something is protected",
        ["OBEY"] = "something is complied with",
        ["LEARN"] = "something is used or learnt",
        ["LOOK"] = "something looks a certain way",
        ["GROW"] = "something grows or serves many",
        ["HEAL"] = "something fails or recovers",
        ["BUILD"] = "something is developed or maintained",
        ["SPEED"] = "something responds or takes time",
        ["SYSTEM"] = "names the system",
        ["USER"] = "names its users",
        ["UI"] = "names parts of the user interface",
        ["DATA"] = "names data",
        ["TIMEUNIT"] = "names a unit of time",
        ["SIZEUNIT"] = "names a unit of size",
        ["PERCENT"] = "names a percentage",
        ["NUMWORD"] = "counts",
        ["BOUND"] = "sets a bound",
        ["ALWAYS"] = "holds always",
        ["DEGREE"] = "says how well",
        ["CHANGE"] = "picks out particular things",
        ["ABILITY"] = "names an ability",
        ["LISTING"] = "gives a list",
        ["EVENT"] = "says when",
        ["PURPOSE"] = "says what for",
    }.ToFrozenDictionary();

    /// <summary>Null for what tells people nothing: runs of characters, shapes, words of grammar.</summary>
    public static string? Of(string feature) => feature switch
    {
        ['c', ':', .. var name] => Classes.GetValueOrDefault(name.TrimEnd('+')) ?? Counted(name),
        ['w', ':', .. var words] => words.Split(' ').All(TaggedSentence.IsFunction) ? null : $"the words \"{words}\"",
        ['f', ':', 'm', 'o', 'd', 'a', 'l', '=', .. var modal] => $"the modal \"{modal}\"",
        _ => null,
    };

    private static string? Counted(string name) =>
        name.StartsWith("# ", StringComparison.Ordinal) && Classes.TryGetValue(name[2..], out var unit)
            ? $"a number, and then {unit}"
            : null;
}

using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SkyLink.Testing.Aws;

/// <summary>Parameter Store as its API reference describes it: numbered versions, labels, and folders.</summary>
public sealed partial class LocalAwsParameters
{
    private const int VersionsMax = 100;

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, List<Version>> parameters = new(StringComparer.Ordinal);

    public IReadOnlyList<string> FullNames
    {
        get
        {
            lock (gate)
            {
                return [.. parameters.Keys];
            }
        }
    }

    /// <summary>As somebody does with the command line of AWS.</summary>
    public void Label(string name, int version, string label)
    {
        lock (gate)
        {
            parameters[name].ForEach(it => it.Labels.Remove(label));
            parameters[name].Single(it => it.Number == version).Labels.Add(label);
        }
    }

    internal JsonObject Act(string action, JsonObject request, DateTimeOffset now)
    {
        lock (gate)
        {
            return action switch
            {
                "PutParameter" => Put(request, now),
                "GetParameter" => Get(request),
                "GetParameters" => GetMany(request),
                "GetParametersByPath" => GetFolder(request),
                "GetParameterHistory" => GetHistory(request),
                "DeleteParameter" => Delete(request),
                _ => throw new AwsFaultException("UnknownOperationException", action),
            };
        }
    }

    private JsonObject Put(JsonObject request, DateTimeOffset now)
    {
        var (name, value) = (LocalAws.Text(request, "Name"), LocalAws.Text(request, "Value"));
        if (!Name().IsMatch(name) || LocalAws.Text(request, "Type") != "SecureString")
        {
            throw new AwsFaultException("ValidationException", "Parameter name must be a fully qualified name.");
        }

        if (value.Length is 0 or > 4_096)
        {
            throw new AwsFaultException("ValidationException", $"Standard tier parameters support a maximum of 4096: '{value}'");
        }

        if (!parameters.TryGetValue(name, out var versions))
        {
            parameters.Add(name, versions = []);
        }
        else if (request["Overwrite"]?.GetValue<bool>() != true)
        {
            throw new AwsFaultException("ParameterAlreadyExists", "The parameter already exists.");
        }

        versions.Add(new Version((versions.LastOrDefault()?.Number ?? 0) + 1, value, now));
        if (versions.Count > VersionsMax)
        {
            versions.RemoveAt(0);
        }

        return new JsonObject { ["Version"] = versions[^1].Number, ["Tier"] = "Standard" };
    }

    private JsonObject Get(JsonObject request)
    {
        var parts = LocalAws.Text(request, "Name").Split(':', 2);
        if (!parameters.TryGetValue(parts[0], out var versions))
        {
            throw new AwsFaultException("ParameterNotFound", "");
        }

        return new JsonObject
        {
            ["Parameter"] = Facts(parts, Select(parts, versions) ?? throw new AwsFaultException(
                "ParameterVersionNotFound", $"Systems Manager could not find version {parts[1]} of {parts[0]}."),
                request["WithDecryption"]?.GetValue<bool>() == true),
        };
    }

    private JsonObject GetMany(JsonObject request)
    {
        var names = request["Names"]!.AsArray().Select(it => it!.GetValue<string>()).ToList();
        if (names.Count is 0 or > 10 || names.Distinct().Count() != names.Count)
        {
            throw new AwsFaultException("ValidationException", "Names: 1 to 10, without duplicates.");
        }

        var (found, invalid) = (new JsonArray(), new JsonArray());
        foreach (var name in names)
        {
            var parts = name.Split(':', 2);
            if (parameters.TryGetValue(parts[0], out var versions) && Select(parts, versions) is { } version)
            {
                found.Add(Facts(parts, version, isDecrypted: false));
            }
            else
            {
                invalid.Add(name);
            }
        }

        return new JsonObject { ["Parameters"] = found, ["InvalidParameters"] = invalid };
    }

    private JsonObject GetFolder(JsonObject request)
    {
        var path = LocalAws.Text(request, "Path");
        var folder = path == "/" ? path : $"{path}/";
        return LocalAws.Page(
            request, "Parameters",
            parameters.Where(it => it.Key.StartsWith(folder, StringComparison.Ordinal))
                .Select(it => Facts([it.Key], it.Value[^1], isDecrypted: false)),
            sizeMax: 10);
    }

    private JsonObject GetHistory(JsonObject request)
    {
        var name = LocalAws.Text(request, "Name");
        return parameters.TryGetValue(name, out var versions)
            ? LocalAws.Page(
                request, "Parameters",
                versions.Select(it =>
                {
                    var facts = Facts([name], it, isDecrypted: false);
                    facts["Labels"] = new JsonArray([.. it.Labels.Select(label => (JsonNode)label)]);
                    return facts;
                }),
                sizeMax: 50)
            : throw new AwsFaultException("ParameterNotFound", "");
    }

    private JsonObject Delete(JsonObject request) =>
        parameters.Remove(LocalAws.Text(request, "Name")) ? [] : throw new AwsFaultException("ParameterNotFound", "");

    private static Version? Select(string[] parts, List<Version> versions) => parts is [_, var selector]
        ? versions.Find(it => $"{it.Number}" == selector || it.Labels.Contains(selector))
        : versions[^1];

    private static JsonObject Facts(string[] parts, Version version, bool isDecrypted)
    {
        var facts = new JsonObject
        {
            ["Name"] = parts[0],
            ["Type"] = "SecureString",
            ["Value"] = isDecrypted ? version.Value : "AQICAHciphertext",
            ["Version"] = version.Number,
            ["LastModifiedDate"] = LocalAws.Seconds(version.CreatedAt),
        };
        if (parts is [_, var selector])
        {
            facts["Selector"] = $":{selector}";
        }

        return facts;
    }

    [GeneratedRegex(@"^(/[A-Za-z0-9_.-]+){1,15}\z")]
    private static partial Regex Name();

    private sealed record Version(int Number, string Value, DateTimeOffset CreatedAt)
    {
        public List<string> Labels { get; } = [];
    }
}

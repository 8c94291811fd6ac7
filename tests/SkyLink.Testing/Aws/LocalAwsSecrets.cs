using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SkyLink.Testing.Aws;

/// <summary>Secrets Manager as its API reference describes it: versions with ids, and staging labels that move.</summary>
public sealed partial class LocalAwsSecrets
{
    private const string Current = "AWSCURRENT";
    private const string Previous = "AWSPREVIOUS";

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, Secret> secrets = new(StringComparer.Ordinal);
    private JsonArray? held;

    /// <summary>The full names of what is not deleted.</summary>
    public IReadOnlyList<string> FullNames
    {
        get
        {
            lock (gate)
            {
                return [.. secrets.Where(it => it.Value.DeletedAt is null).Select(it => it.Key)];
            }
        }
    }

    /// <summary>As somebody does at the console of AWS.</summary>
    public void Put(string name, string value) => Act(
        secrets.ContainsKey(name) ? "PutSecretValue" : "CreateSecret",
        new JsonObject
        {
            [secrets.ContainsKey(name) ? "SecretId" : "Name"] = name,
            ["SecretString"] = value,
            ["ClientRequestToken"] = Guid.CreateVersion7().ToString(),
        },
        TimeProvider.System.GetUtcNow());

    /// <summary>Has lists show what is there now, whatever comes, until it is told otherwise: in AWS they lag behind.</summary>
    public void HoldList(bool isHeld)
    {
        lock (gate)
        {
            held = isHeld ? [.. Listed("")] : null;
        }
    }

    /// <summary>Removes as somebody does at the console of AWS.</summary>
    public void Remove(string name) => Act(
        "DeleteSecret", new JsonObject { ["SecretId"] = name, ["RecoveryWindowInDays"] = 7 }, TimeProvider.System.GetUtcNow());

    /// <summary>Has a label of one's own stand for the current version: the date of the last change changes.</summary>
    public void Label(string name, string label)
    {
        lock (gate)
        {
            var secret = secrets[name];
            secret.Label(secret.Stages[Current], TimeProvider.System.GetUtcNow(), label);
        }
    }

    /// <summary>Puts bytes where text is expected.</summary>
    public void PutBytes(string name)
    {
        Put(name, "text");
        lock (gate)
        {
            secrets[name].Versions[^1] = secrets[name].Versions[^1] with { Value = null };
        }
    }

    internal JsonObject Act(string action, JsonObject request, DateTimeOffset now)
    {
        lock (gate)
        {
            return action switch
            {
                "CreateSecret" => Create(request, now),
                "ListSecrets" => List(request),
                "DescribeSecret" => Describe(Known(request)),
                "ListSecretVersionIds" => Versions(request, Living(request)),
                "GetSecretValue" => Get(request, Living(request)),
                "PutSecretValue" => Put(request, Living(request), now),
                "UpdateSecretVersionStage" => Move(request, Living(request), now),
                "DeleteSecret" => Delete(request, Living(request), now),
                "RestoreSecret" => Restore(Known(request)),
                _ => throw new AwsFaultException("UnknownOperationException", action),
            };
        }
    }

    private Secret Known(JsonObject request) => secrets.GetValueOrDefault(LocalAws.Text(request, "SecretId"))
        ?? throw new AwsFaultException("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");

    private Secret Living(JsonObject request) => Known(request) is { DeletedAt: null } secret
        ? secret
        : throw new AwsFaultException(
            "InvalidRequestException",
            "You can't perform this operation on the secret because it was marked for deletion.");

    private JsonObject Create(JsonObject request, DateTimeOffset now)
    {
        var name = LocalAws.Text(request, "Name");
        if (!Name().IsMatch(name))
        {
            throw new AwsFaultException("ValidationException", "Invalid name. Must be a valid name containing alphanumeric characters");
        }

        if (secrets.TryGetValue(name, out var there))
        {
            throw there.DeletedAt is null
                ? new AwsFaultException("ResourceExistsException", $"The operation failed because the secret {name} already exists.")
                : new AwsFaultException(
                    "InvalidRequestException",
                    "You can't create this secret because a secret with this name is already scheduled for deletion.");
        }

        var secret = new Secret(name, now);
        secrets.Add(name, secret);
        return Put(request, secret, now);
    }

    private static JsonObject Put(JsonObject request, Secret secret, DateTimeOffset now)
    {
        var (value, token) = (LocalAws.Text(request, "SecretString"), LocalAws.Text(request, "ClientRequestToken"));
        if (token.Length is < 32 or > 64 || value.Length is 0 or > 65_536)
        {
            throw new AwsFaultException("ValidationException", $"Value '{value}' or the token does not satisfy the constraint");
        }

        if (secret.Versions.Find(it => it.Id == token) is not { } before)
        {
            secret.Versions.Add(new Version(token, value, now));
            secret.Label(token, now);
        }
        else if (before.Value != value)
        {
            throw new AwsFaultException(
                "ResourceExistsException", "A resource with the ID you requested already exists.");
        }

        return new JsonObject
        {
            ["ARN"] = secret.Arn,
            ["Name"] = secret.Name,
            ["VersionId"] = token,
            ["VersionStages"] = secret.StagesOf(token),
        };
    }

    private static JsonObject Get(JsonObject request, Secret secret)
    {
        var id = request["VersionId"]?.GetValue<string>()
            ?? secret.Stages.GetValueOrDefault(request["VersionStage"]?.GetValue<string>() ?? Current);
        var version = secret.Versions.Find(it => it.Id == id) ?? throw new AwsFaultException(
            "ResourceNotFoundException", "Secrets Manager can't find the specified secret value for staging label or version");
        var answer = new JsonObject
        {
            ["ARN"] = secret.Arn,
            ["Name"] = secret.Name,
            ["VersionId"] = version.Id,
            ["VersionStages"] = secret.StagesOf(version.Id),
            ["CreatedDate"] = LocalAws.Seconds(version.CreatedAt),
        };
        (answer["SecretString"], answer["SecretBinary"]) =
            version.Value is null ? ((JsonNode?)null, (JsonNode?)"AAEC") : (version.Value, null);
        return answer;
    }

    private JsonObject List(JsonObject request)
    {
        var prefix = request["Filters"]?[0]?["Values"]?[0]?.GetValue<string>() ?? "";
        return LocalAws.Page(
            request, "SecretList",
            held is null
                ? Listed(prefix)
                : held.Select(it => it!.DeepClone().AsObject())
                    .Where(it => LocalAws.Text(it, "Name").StartsWith(prefix, StringComparison.Ordinal)),
            sizeMax: 100);
    }

    private IEnumerable<JsonObject> Listed(string prefix) =>
        secrets.Values.Where(it => it.DeletedAt is null && it.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(it => Facts(it, "SecretVersionsToStages"));

    private static JsonObject Describe(Secret secret) => Facts(secret, "VersionIdsToStages");

    private static JsonObject Facts(Secret secret, string stages)
    {
        var facts = new JsonObject
        {
            ["ARN"] = secret.Arn,
            ["Name"] = secret.Name,
            ["LastChangedDate"] = LocalAws.Seconds(secret.ChangedAt),
            [stages] = new JsonObject(secret.Stages.Values.Distinct()
                .Select(id => KeyValuePair.Create(id, (JsonNode?)secret.StagesOf(id)))),
        };
        if (secret.DeletedAt is { } deletedAt)
        {
            facts["DeletedDate"] = LocalAws.Seconds(deletedAt);
        }

        return facts;
    }

    private static JsonObject Versions(JsonObject request, Secret secret) => LocalAws.Page(
        request, "Versions",
        secret.Versions
            .Where(it => request["IncludeDeprecated"]?.GetValue<bool>() == true || secret.Stages.ContainsValue(it.Id))
            .Reverse() // in no order that anybody may count on
            .Select(it => new JsonObject
            {
                ["VersionId"] = it.Id,
                ["VersionStages"] = secret.StagesOf(it.Id),
                ["CreatedDate"] = LocalAws.Seconds(it.CreatedAt),
            }),
        sizeMax: 100);

    private static JsonObject Move(JsonObject request, Secret secret, DateTimeOffset now)
    {
        var (stage, to) = (LocalAws.Text(request, "VersionStage"), LocalAws.Text(request, "MoveToVersionId"));
        if (!secret.Versions.Exists(it => it.Id == to))
        {
            throw new AwsFaultException("ResourceNotFoundException", "Secrets Manager can't find the specified secret version.");
        }

        if (secret.Stages.TryGetValue(stage, out var from) && from != request["RemoveFromVersionId"]?.GetValue<string>())
        {
            throw new AwsFaultException(
                "InvalidParameterException",
                $"The parameter RemoveFromVersionId can't be empty. Staging label {stage} is currently attached to version {from}");
        }

        secret.Label(to, now, stage);
        return new JsonObject { ["ARN"] = secret.Arn, ["Name"] = secret.Name };
    }

    private static JsonObject Delete(JsonObject request, Secret secret, DateTimeOffset now)
    {
        if (request["RecoveryWindowInDays"]?.GetValue<int>() is not (>= 7 and <= 30))
        {
            throw new AwsFaultException("InvalidParameterException", "The RecoveryWindowInDays value must be between 7 and 30 days.");
        }

        secret.DeletedAt = now;
        return new JsonObject { ["Name"] = secret.Name, ["DeletionDate"] = LocalAws.Seconds(now) };
    }

    private static JsonObject Restore(Secret secret)
    {
        secret.DeletedAt = null;
        return new JsonObject { ["Name"] = secret.Name };
    }

    [GeneratedRegex(@"^[A-Za-z0-9/_+=.@-]{1,512}\z")]
    private static partial Regex Name();

    private sealed record Version(string Id, string? Value, DateTimeOffset CreatedAt);

    private sealed class Secret(string name, DateTimeOffset now)
    {
        public string Name => name;

        public string Arn => $"arn:aws:secretsmanager:{LocalAws.Region}:000000000000:secret:{name}-AbCdEf";

        public List<Version> Versions { get; } = [];

        public Dictionary<string, string> Stages { get; } = [];

        public DateTimeOffset ChangedAt { get; private set; } = now;

        public DateTimeOffset? DeletedAt { get; set; }

        public JsonArray StagesOf(string id) =>
            [.. Stages.Where(it => it.Value == id).Select(it => (JsonNode)it.Key)];

        public void Label(string id, DateTimeOffset at, string stage = Current)
        {
            if (stage == Current && Stages.TryGetValue(Current, out var before) && before != id)
            {
                Stages[Previous] = before;
            }

            if (stage == Current && Stages.GetValueOrDefault(Previous) == id)
            {
                Stages.Remove(Previous);
            }

            (Stages[stage], ChangedAt) = (id, at);
        }
    }
}

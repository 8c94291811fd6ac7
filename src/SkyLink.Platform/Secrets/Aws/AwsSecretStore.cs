using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Platform.Secrets.Aws;

/// <summary>
/// AWS Secrets Manager. A version's name is its id, the token of the put that made it; staging labels stand for
/// versions too, and the one labelled AWSCURRENT is current. A removed secret can be had back for 7 days: a put under
/// its name restores it.
/// </summary>
internal sealed class AwsSecretStore(SecretsOptions options, TimeProvider clock) : ISecretStore
{
    private const string Current = "AWSCURRENT";
    private const string Missing = "ResourceNotFoundException";
    private const string Exists = "ResourceExistsException";

    /// <summary>What is asked of a secret that is to be deleted, among other things.</summary>
    private const string NotNow = "InvalidRequestException";

    /// <summary>Version ids are no shorter; labels that a reference names must be.</summary>
    private const int VersionIdLengthMin = 32;

    private const int PageSize = 100;
    private const int RecoveryDays = 7;

    private readonly AwsClient client = new(AwsApi.SecretsManager, options.Aws, clock);

    public string Description => client.Description;

    public TimeSpan PollEvery => options.PollEvery;

    public int ValueSizeMax => 65_536;

    public void Dispose() => client.Dispose();

    public Task<string> IdAsync(CancellationToken cancellation) =>
        Task.FromResult($"{client.Id}/{options.Prefix}");

    /// <summary>Which version has which label: lists of secrets lag behind, descriptions do not.</summary>
    public Task<string> RevisionAsync(
        IReadOnlyCollection<SecretReference> references, CancellationToken cancellation) =>
        AwsException.AsStoreAsync(async () =>
        {
            var parts = new List<string>();
            foreach (var name in references.Select(it => it.Name).Distinct().Order(StringComparer.Ordinal))
            {
                var found = await DescribeAsync(name, cancellation);
                parts.Add($"{name} {(found is null ? "none" : string.Join(' ', LabelsOf(found.Value).Order()))}");
            }

            return string.Join('\n', parts);
        });

    public Task<string?> FindAsync(SecretReference reference, CancellationToken cancellation) =>
        AwsException.AsStoreAsync(async () =>
        {
            var request = Request(reference.Name);
            if (reference.Version is { } version)
            {
                request[version.Length >= VersionIdLengthMin ? "VersionId" : "VersionStage"] = version;
            }

            try
            {
                var answer = await client.CallAsync("GetSecretValue", request, cancellation);
                return answer.FindText("SecretString") ?? throw new SecretStoreException(
                    $"The secret {reference} in {Description} holds bytes, not text.", isAway: false);
            }
            catch (AwsException refused) when (refused.Code is Missing or NotNow)
            {
                return null;
            }
        });

    public Task<IReadOnlyList<KeptSecret>> ListAsync(CancellationToken cancellation) =>
        AwsException.AsStoreAsync<IReadOnlyList<KeptSecret>>(async () =>
        {
            var request = new JsonObject { ["MaxResults"] = PageSize };
            if (options.Prefix.Length > 0)
            {
                request["Filters"] = new JsonArray(
                    new JsonObject { ["Key"] = "name", ["Values"] = new JsonArray(options.Prefix) });
            }

            var found = await client.ListAsync("ListSecrets", request, "SecretList", cancellation);
            return
            [
                .. from item in found
                   let name = NameOf(item.Text("Name"))
                   let current = CurrentIn(item, "SecretVersionsToStages")
                   where name is not null && current is not null
                   orderby name
                   select KeptOf(name, current, item),
            ];
        });

    public Task<KeptSecret?> FindCurrentAsync(string name, CancellationToken cancellation) =>
        AwsException.AsStoreAsync(async () =>
            await DescribeAsync(name, cancellation) is { } found
            && CurrentIn(found, "VersionIdsToStages") is { } current
                ? KeptOf(name, current, found)
                : null);

    public Task<IReadOnlyList<SecretVersion>> VersionsAsync(string name, CancellationToken cancellation) =>
        AwsException.AsStoreAsync<IReadOnlyList<SecretVersion>>(async () =>
        {
            var request = Request(name);
            (request["IncludeDeprecated"], request["MaxResults"]) = (true, PageSize);
            try
            {
                var found = await client.ListAsync("ListSecretVersionIds", request, "Versions", cancellation);
                return
                [
                    .. from item in found
                       let labels = item.List("VersionStages").Select(it => it.GetString()!).Order().ToList()
                       let made = item.Time("CreatedDate")
                       let isCurrent = labels.Contains(Current)
                       orderby made, isCurrent
                       select new SecretVersion(name, item.Text("VersionId"), made, isCurrent, labels),
                ];
            }
            catch (AwsException refused) when (refused.Code is Missing or NotNow)
            {
                return [];
            }
        });

    public Task<string> PutAsync(string name, string value, Guid token, CancellationToken cancellation)
    {
        SecretNames.Check(name, value, ValueSizeMax);
        return AwsException.AsStoreAsync(async () =>
        {
            try
            {
                return await AddVersionAsync(name, value, token, cancellation);
            }
            catch (AwsException refused) when (refused.Code == Missing)
            {
                return await CreateAsync(name, value, token, cancellation);
            }
            catch (AwsException refused) when (refused.Code == NotNow)
            {
                await client.CallAsync("RestoreSecret", Request(name), cancellation);
                return await AddVersionAsync(name, value, token, cancellation);
            }
        });
    }

    public Task<string?> RollbackAsync(string name, string version, CancellationToken cancellation) =>
        AwsException.AsStoreAsync(async () =>
        {
            var versions = await VersionsAsync(name, cancellation);
            if (versions.FirstOrDefault(it => it.Version == version || it.Labels.Contains(version)) is not { } wanted)
            {
                return null;
            }

            if (!wanted.IsCurrent)
            {
                var request = Request(name);
                (request["VersionStage"], request["MoveToVersionId"]) = (Current, wanted.Version);
                request["RemoveFromVersionId"] = versions.FirstOrDefault(it => it.IsCurrent)?.Version;
                await client.CallAsync("UpdateSecretVersionStage", request, cancellation);
            }

            return wanted.Version;
        });

    public Task<bool> RemoveAsync(string name, CancellationToken cancellation) =>
        AwsException.AsStoreAsync(async () =>
        {
            if (await DescribeAsync(name, cancellation) is null)
            {
                return false;
            }

            var request = Request(name);
            request["RecoveryWindowInDays"] = RecoveryDays;
            await client.CallAsync("DeleteSecret", request, cancellation);
            return true;
        });

    private async Task<string> AddVersionAsync(string name, string value, Guid token, CancellationToken cancellation)
    {
        var request = Request(name);
        (request["SecretString"], request["ClientRequestToken"]) = (value, token.ToString());
        return (await client.CallAsync("PutSecretValue", request, cancellation)).Text("VersionId");
    }

    private async Task<string> CreateAsync(string name, string value, Guid token, CancellationToken cancellation)
    {
        var request = new JsonObject
        {
            ["Name"] = options.Prefix + name,
            ["SecretString"] = value,
            ["ClientRequestToken"] = token.ToString(),
        };
        try
        {
            return (await client.CallAsync("CreateSecret", request, cancellation)).Text("VersionId");
        }
        catch (AwsException refused) when (refused.Code == Exists)
        {
            return await AddVersionAsync(name, value, token, cancellation); // made by somebody else just now
        }
    }

    /// <summary>Null where there is none, or it is to be deleted.</summary>
    private async Task<JsonElement?> DescribeAsync(string name, CancellationToken cancellation)
    {
        try
        {
            var found = await client.CallAsync("DescribeSecret", Request(name), cancellation);
            return found.TryGetProperty("DeletedDate", out _) ? null : found;
        }
        catch (AwsException refused) when (refused.Code == Missing)
        {
            return null;
        }
    }

    /// <summary>Version ids are never used again, and the date counts changes of tags, too.</summary>
    private static KeptSecret KeptOf(string name, string current, JsonElement item) =>
        new(name, current, item.Time("LastChangedDate"), Mark: current);

    private JsonObject Request(string name) => new() { ["SecretId"] = options.Prefix + name };

    /// <summary>Without the prefix; null where it has another one, or cannot be referred to.</summary>
    private string? NameOf(string full) =>
        full.StartsWith(options.Prefix, StringComparison.Ordinal) && full[options.Prefix.Length..] is var name
        && SecretNames.IsName(name) ? name : null;

    private static string? CurrentIn(JsonElement item, string map) =>
        item.Map(map)?.EnumerateObject()
            .Where(it => it.Value.EnumerateArray().Any(label => label.GetString() == Current))
            .Select(it => it.Name).FirstOrDefault();

    private static IEnumerable<string> LabelsOf(JsonElement description) =>
        description.Map("VersionIdsToStages") is not { } map ? [] :
            from version in map.EnumerateObject()
            from label in version.Value.EnumerateArray()
            select $"{label.GetString()}={version.Name}";
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkyLink.Platform.Secrets.Aws;

/// <summary>
/// Parameter Store of AWS Systems Manager, with SecureString parameters. Versions are numbers, and labels stand for
/// them. The last version is current, whatever AWS is asked: so a rollback keeps the earlier value once more.
/// </summary>
internal sealed class AwsParameterStore(SecretsOptions options, TimeProvider clock) : ISecretStore
{
    private const string Missing = "ParameterNotFound";
    private const string VersionMissing = "ParameterVersionNotFound";
    private const int PageSize = 10;
    private const int HistoryPageSize = 50;

    private readonly AwsClient client = new(AwsApi.ParameterStore, options.Aws, clock);

    public string Description => client.Description;

    public TimeSpan PollEvery => options.PollEvery;

    /// <summary>Of a standard parameter.</summary>
    public int ValueSizeMax => 4_096;

    public void Dispose() => client.Dispose();

    public Task<string> IdAsync(CancellationToken cancellation) =>
        Task.FromResult($"{client.Id}/{options.Prefix}");

    /// <summary>The version of each parameter, ten at a time, without values.</summary>
    public Task<string> RevisionAsync(
        IReadOnlyCollection<SecretReference> references, CancellationToken cancellation) =>
        AwsException.AsStoreAsync(async () =>
        {
            var parts = new List<string>();
            var selectors = references.Select(SelectorOf).Distinct().Order(StringComparer.Ordinal);
            foreach (var names in selectors.Chunk(PageSize))
            {
                var answer = await client.CallAsync(
                    "GetParameters",
                    new JsonObject { ["Names"] = new JsonArray([.. names.Select(it => (JsonNode)it)]) },
                    cancellation);
                parts.AddRange(answer.List("Parameters")
                    .Select(it => $"{it.Text("Name")}{it.FindText("Selector")} {it.Number("Version")}").Order());
            }

            return string.Join('\n', parts);
        });

    public Task<string?> FindAsync(SecretReference reference, CancellationToken cancellation) =>
        AwsException.AsStoreAsync(async () => (await GetAsync(reference, cancellation))?.Text("Value"));

    public Task<IReadOnlyList<KeptSecret>> ListAsync(CancellationToken cancellation) =>
        AwsException.AsStoreAsync<IReadOnlyList<KeptSecret>>(async () =>
        {
            var folder = FullNameOf("");
            var request = new JsonObject
            {
                ["Path"] = folder.Length > 1 ? folder.TrimEnd('/') : folder,
                ["Recursive"] = true,
                ["WithDecryption"] = false,
                ["MaxResults"] = PageSize,
            };
            var found = await client.ListAsync("GetParametersByPath", request, "Parameters", cancellation);
            return
            [
                .. from item in found
                   let name = item.Text("Name")[folder.Length..]
                   where SecretNames.IsName(name)
                   orderby name
                   select KeptOf(name, item),
            ];
        });

    public Task<KeptSecret?> FindCurrentAsync(string name, CancellationToken cancellation) =>
        AwsException.AsStoreAsync(async () =>
            await GetAsync(new SecretReference(name), cancellation, isDecrypted: false) is { } found
                ? KeptOf(name, found)
                : null);

    public Task<IReadOnlyList<SecretVersion>> VersionsAsync(string name, CancellationToken cancellation) =>
        AwsException.AsStoreAsync<IReadOnlyList<SecretVersion>>(async () =>
        {
            var request = new JsonObject
            {
                ["Name"] = FullNameOf(name),
                ["WithDecryption"] = false,
                ["MaxResults"] = HistoryPageSize,
            };
            try
            {
                var found = await client.ListAsync("GetParameterHistory", request, "Parameters", cancellation);
                var last = found.Count == 0 ? 0 : found.Max(it => it.Number("Version"));
                return
                [
                    .. from item in found
                       let number = item.Number("Version")
                       orderby number
                       select new SecretVersion(
                           name, VersionOf(item), item.Time("LastModifiedDate"), number == last,
                           [.. item.List("Labels").Select(it => it.GetString()!)]),
                ];
            }
            catch (AwsException refused) when (refused.Code == Missing)
            {
                return [];
            }
        });

    /// <summary>AWS knows no tokens here: a value that is current already makes no second version.</summary>
    public Task<string> PutAsync(string name, string value, Guid token, CancellationToken cancellation)
    {
        SecretNames.Check(name, value, ValueSizeMax);
        return AwsException.AsStoreAsync(() => AddIfOtherAsync(name, value, cancellation));
    }

    public Task<string?> RollbackAsync(string name, string version, CancellationToken cancellation) =>
        AwsException.AsStoreAsync<string?>(async () =>
        {
            if (await GetAsync(new SecretReference(name, version), cancellation) is not { } earlier)
            {
                return null;
            }

            return await AddIfOtherAsync(name, earlier.Text("Value"), cancellation);
        });

    public Task<bool> RemoveAsync(string name, CancellationToken cancellation) =>
        AwsException.AsStoreAsync(async () =>
        {
            try
            {
                await client.CallAsync(
                    "DeleteParameter", new JsonObject { ["Name"] = FullNameOf(name) }, cancellation);
                return true;
            }
            catch (AwsException refused) when (refused.Code == Missing)
            {
                return false;
            }
        });

    private async Task<JsonElement?> GetAsync(
        SecretReference reference, CancellationToken cancellation, bool isDecrypted = true)
    {
        var request = new JsonObject { ["Name"] = SelectorOf(reference), ["WithDecryption"] = isDecrypted };
        try
        {
            return (await client.CallAsync("GetParameter", request, cancellation)).Map("Parameter");
        }
        catch (AwsException refused) when (refused.Code is Missing or VersionMissing)
        {
            return null;
        }
    }

    private async Task<string> AddIfOtherAsync(string name, string value, CancellationToken cancellation)
    {
        if (await GetAsync(new SecretReference(name), cancellation) is { } current && current.Text("Value") == value)
        {
            return VersionOf(current);
        }

        var request = new JsonObject
        {
            ["Name"] = FullNameOf(name),
            ["Value"] = value,
            ["Type"] = "SecureString",
            ["Overwrite"] = true,
        };
        return VersionOf(await client.CallAsync("PutParameter", request, cancellation));
    }

    /// <summary>A name with slashes begins with one.</summary>
    private string FullNameOf(string name) => $"/{options.Prefix}{name}";

    private string SelectorOf(SecretReference reference) => reference.Version is null
        ? FullNameOf(reference.Name)
        : $"{FullNameOf(reference.Name)}:{reference.Version}";

    private static KeptSecret KeptOf(string name, JsonElement item)
    {
        var (version, at) = (VersionOf(item), item.Time("LastModifiedDate"));
        return new KeptSecret(name, version, at, string.Create(CultureInfo.InvariantCulture, $"{version} {at:O}"));
    }

    private static string VersionOf(JsonElement item) =>
        item.Number("Version").ToString(CultureInfo.InvariantCulture);
}

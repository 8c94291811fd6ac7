using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SkyLink.Testing;

namespace SkyLink.Platform.Secrets;

/// <summary>What the service does whatever store it has.</summary>
public abstract class SecretsApiTests(SecretsHost host)
{
    protected const string Secret = "a value that nobody may see";

    [Fact]
    public async Task An_administrator_puts_generates_rolls_back_and_removes_and_no_answer_holds_a_value()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var name = $"team/{Guid.CreateVersion7()}";
        var path = $"/{Uri.EscapeDataString(name)}";
        var first = await SecretsHost.PutAsync(admin, name, Secret);
        var version = first.GetProperty("version").GetString()!;
        Assert.Equal(name, first.GetProperty("name").GetString());
        Assert.Equal(Secret, await host.Store.FindAsync(name));

        var second = await SecretsHost.SendAsync(
            admin, HttpMethod.Post, $"{path}/generate", body: null, HttpStatusCode.Created);
        var generated = await host.Store.FindAsync(name);
        Assert.Equal(32, Convert.FromBase64String(generated!).Length);

        var detail = await admin.GetStringAsync($"{SecretsHost.Path}{path}");
        var versions = JsonElement.Parse(detail).GetProperty("versions");
        Assert.Equal(
            [second.GetProperty("version").GetString(), version],
            versions.EnumerateArray().Select(it => it.GetProperty("version").GetString()));
        Assert.True(versions[0].GetProperty("isCurrent").GetBoolean());

        var back = await SecretsHost.SendAsync(admin, HttpMethod.Post, $"{path}/versions/{version}/rollback", new { });
        Assert.Equal(version, back.GetProperty("version").GetString());
        Assert.Equal(Secret, await host.Store.FindAsync(name));
        var list = await admin.GetStringAsync($"{SecretsHost.Path}?limit=200");
        foreach (var told in new[] { first.GetRawText(), second.GetRawText(), back.GetRawText(), detail, list })
        {
            Assert.DoesNotContain(Secret, told, StringComparison.Ordinal);
            Assert.DoesNotContain(generated!, told, StringComparison.Ordinal);
        }

        await SecretsHost.SendAsync(admin, HttpMethod.Delete, path, body: null, HttpStatusCode.NoContent);
        Assert.Null(await host.Store.FindAsync(name));
        Assert.Equal(
            ["Generated", "Put", "Removed", "RolledBack"], (await host.SaidOfAsync(name)).Select(it => it.Change).Order());
        Assert.All(await host.SaidOfAsync(name), it => Assert.DoesNotContain(Secret, it.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_change_is_in_the_audit_log_by_name_and_a_value_is_nowhere_in_the_database()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var name = $"audited/{Guid.CreateVersion7()}";
        var path = $"/{Uri.EscapeDataString(name)}";
        var first = (await SecretsHost.PutAsync(admin, name, Secret)).GetProperty("version").GetString();
        var second = (await SecretsHost.SendAsync(
            admin, HttpMethod.Post, $"{path}/generate", body: null, HttpStatusCode.Created)).GetProperty("version").GetString();
        await SecretsHost.SendAsync(admin, HttpMethod.Post, $"{path}/versions/{first}/rollback", new { });
        await SecretsHost.SendAsync(
            admin, HttpMethod.Post, $"{path}/versions/none/rollback", new { }, HttpStatusCode.NotFound);
        await SecretsHost.SendAsync(admin, HttpMethod.Delete, path, body: null, HttpStatusCode.NoContent);
        await SecretsHost.SendAsync(admin, HttpMethod.Delete, path, body: null, HttpStatusCode.NotFound);
        var entries = new List<JsonElement>();
        await Eventually.TrueAsync(async () =>
        {
            var page = await admin.GetFromJsonAsync<JsonElement>("/api/v1/audit/entries?limit=200");
            entries = [.. page.GetProperty("items").EnumerateArray()
                .Where(it => it.GetProperty("target").GetRawText().Contains(name, StringComparison.Ordinal))
                .OrderBy(it => it.GetProperty("number").GetInt64())];
            return entries.Count >= 4;
        }, "the changes are in the log");
        Assert.Equal(
            [$"PutSecret {first}", $"GenerateSecret {second}", $"RollbackSecret {first}", "RemoveSecret"],
            await host.ActionsOfAsync(name));
        Assert.Equal(first, entries[2].GetProperty("target").GetProperty("versionNow").GetString());
        Assert.All(entries, it => Assert.NotEqual(JsonValueKind.Null, it.GetProperty("actor").ValueKind));
        Assert.All(entries, it => Assert.Single(it.GetProperty("events").EnumerateArray()));
        Assert.Equal(0, await RowsWithAsync(Secret));
        Assert.True(await RowsWithAsync(name) > 0, "the search finds nothing at all");
    }

    [Fact]
    public async Task A_put_that_is_repeated_acts_once_and_the_same_key_with_another_value_is_refused()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var (name, key) = ($"once-{Guid.CreateVersion7()}", Guid.CreateVersion7().ToString());
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SecretsHost.PutAsync(admin, name, Secret, key)));
        Assert.Single(all.Select(it => it.GetProperty("version").GetString()).Distinct());
        Assert.Single(await host.Store.VersionsAsync(name, CancellationToken.None));
        Assert.Single(await host.SaidOfAsync(name));
        var refused = await SecretsHost.SendAsync(
            admin, HttpMethod.Post, $"/{name}/versions", new { value = "another" }, HttpStatusCode.Conflict, key);
        Assert.Equal("platform.idempotency_key_reused", refused.GetProperty("code").GetString());

        var generate = Guid.CreateVersion7().ToString();
        var made = new List<string?>();
        for (var i = 0; i < 2; i++)
        {
            made.Add((await SecretsHost.SendAsync(
                admin, HttpMethod.Post, $"/{name}/generate", body: null, HttpStatusCode.Created, generate))
                .GetProperty("version").GetString());
        }

        Assert.Single(made.Distinct());
    }

    [Fact]
    public async Task A_secret_that_settings_refer_to_shows_them_and_cannot_be_removed()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        await SecretsHost.PutAsync(admin, "used/password", Secret);
        var detail = await admin.GetFromJsonAsync<JsonElement>($"{SecretsHost.Path}/used%2Fpassword");
        Assert.Equal(
            [("Other:Password", "1"), ("Some:Password", null)],
            detail.GetProperty("usedBy").EnumerateArray().Select(
                it => (it.GetProperty("setting").GetString(), it.GetProperty("version").GetString())));
        var refused = await SecretsHost.SendAsync(
            admin, HttpMethod.Delete, "/used%2Fpassword", body: null, HttpStatusCode.Conflict);
        Assert.Equal("secrets.in_use", refused.GetProperty("code").GetString());
        Assert.Equal("Other:Password, Some:Password", refused.GetProperty("detail").GetString());
        Assert.Equal(Secret, await host.Store.FindAsync("used/password"));
    }

    [Fact]
    public async Task A_list_goes_on_where_the_page_before_ended()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var prefix = $"page-{Guid.CreateVersion7()}";
        for (var i = 0; i < 5; i++)
        {
            await SecretsHost.PutAsync(admin, $"{prefix}/{i}", Secret);
        }

        var names = new List<string>();
        var after = $"{prefix}/";
        while (after is not null && names.Count < 5)
        {
            var page = await admin.GetFromJsonAsync<JsonElement>(
                $"{SecretsHost.Path}?limit=2&after={Uri.EscapeDataString(after)}");
            names.AddRange(page.GetProperty("items").EnumerateArray().Select(it => it.GetProperty("name").GetString()!));
            after = page.GetProperty("next").GetString();
        }

        Assert.Equal(Enumerable.Range(0, 5).Select(it => $"{prefix}/{it}"), names.Take(5));
    }

    [Theory]
    [InlineData("POST", "/no%20spaces/versions", "secrets.name_invalid", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/%2Fabsolute/versions", "secrets.name_invalid", HttpStatusCode.BadRequest)]
    [InlineData("POST", "/unknown/versions/1/rollback", "secrets.unknown_secret", HttpStatusCode.NotFound)]
    [InlineData("POST", "/unknown/versions/a%20b/rollback", "secrets.unknown_version", HttpStatusCode.NotFound)]
    [InlineData("GET", "/unknown", "secrets.unknown_secret", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/unknown", "secrets.unknown_secret", HttpStatusCode.NotFound)]
    public async Task What_cannot_be_done_is_told_with_its_code(string method, string path, string code, HttpStatusCode status)
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        object? body = method == "POST" ? new { value = Secret } : null;
        Assert.Equal(code, await SecretsHost.RefusalAsync(admin, HttpMethod.Parse(method), path, body, status));
    }

    [Fact]
    public async Task Values_and_versions_that_are_not_acceptable_are_refused_without_being_repeated()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        await SecretsHost.PutAsync(admin, "limits", Secret);
        Assert.Equal("secrets.unknown_version", await SecretsHost.RefusalAsync(
            admin, HttpMethod.Post, "/limits/versions/99/rollback", new { }, HttpStatusCode.NotFound));
        Assert.Equal("platform.invalid_request", await SecretsHost.RefusalAsync(
            admin, HttpMethod.Post, "/limits/versions", new { value = "" }, HttpStatusCode.BadRequest));
        var tooLong = await SecretsHost.SendAsync(
            admin, HttpMethod.Post, "/limits/versions", new { value = new string('é', 40_000) }, HttpStatusCode.BadRequest);
        Assert.Equal("secrets.value_invalid", tooLong.GetProperty("code").GetString());
        Assert.DoesNotContain("éé", tooLong.GetRawText(), StringComparison.Ordinal);
        Assert.Single(await host.Store.VersionsAsync("limits", CancellationToken.None));
    }

    [Theory]
    [InlineData(Role.Operator)]
    [InlineData(Role.Partner)]
    [InlineData(Role.Analyst)]
    public async Task Nobody_but_administrators_sees_or_changes_secrets(Role role)
    {
        using var other = await host.ClientOfAsync(role);
        using var list = await other.GetAsync(SecretsHost.Path);
        Assert.Equal(HttpStatusCode.Forbidden, list.StatusCode);
        await SecretsHost.SendAsync(
            other, HttpMethod.Post, "/forbidden/versions", new { value = Secret }, HttpStatusCode.Forbidden);
        Assert.Null(await host.Store.FindAsync("forbidden"));
    }

    /// <summary>In all tables that the service writes, as text.</summary>
    private async Task<long> RowsWithAsync(string text)
    {
        var found = 0L;
        foreach (var table in new[] { "events", "idempotency", "audit_outbox" })
        {
            found += await host.Database.ScalarAsync<long>(
                $"select count(*) from platform_secrets.{table} t where t::text like '%{text}%'");
        }

        return found + await host.Database.ScalarAsync<long>(
            $"select count(*) from platform_audit.entries t where convert_from(entry, 'UTF8') like '%{text}%'");
    }
}

public sealed class LocalSecretsApiTests(SecretsHost host) : SecretsApiTests(host), IClassFixture<SecretsHost>;

public sealed class AwsSecretsApiTests(AwsSecretsHost host) : SecretsApiTests(host), IClassFixture<AwsSecretsHost>
{
    [Fact]
    public async Task A_store_that_is_away_is_told_as_such_and_nothing_is_noted()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        host.Aws.Fail(times: 4, "ThrottlingException", 400);
        using var answer = await admin.GetAsync(SecretsHost.Path);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("10", answer.Headers.GetValues("Retry-After").Single());
        Assert.Contains("secrets.store_away", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var key = Guid.CreateVersion7().ToString();
        host.Aws.Fail(times: 1, "AccessDeniedException", 400);
        var refused = await SecretsHost.SendAsync(
            admin, HttpMethod.Post, "/away/versions", new { value = Secret }, HttpStatusCode.BadGateway, key);
        Assert.Equal("secrets.store_refuses", refused.GetProperty("code").GetString());
        Assert.DoesNotContain(Secret, refused.GetRawText(), StringComparison.Ordinal);
        await SecretsHost.PutAsync(admin, "away", Secret, key); // The key stayed free.
        Assert.Equal("qsl/test/away", host.Aws.SecretsManager.FullNames.Single(it => it.EndsWith("away", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_put_whose_note_was_lost_makes_no_second_version_when_it_is_repeated()
    {
        using var admin = await host.ClientOfAsync(Role.Admin);
        var key = Guid.CreateVersion7().ToString();
        await host.Database.ExecuteAsync("alter table platform_secrets.events rename to events_away");
        try
        {
            await SecretsHost.SendAsync(
                admin, HttpMethod.Post, "/lost/versions", new { value = Secret }, HttpStatusCode.InternalServerError, key);
            Assert.Single(await host.Store.VersionsAsync("lost", CancellationToken.None));
        }
        finally
        {
            await host.Database.ExecuteAsync("alter table platform_secrets.events_away rename to events");
        }

        await SecretsHost.PutAsync(admin, "lost", Secret, key);
        Assert.Single(await host.Store.VersionsAsync("lost", CancellationToken.None));
    }
}

using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace SkyLink.Platform.Identity;

/// <summary>One line of <c>demo-accounts.json</c>.</summary>
internal sealed record DemoAccount(Role Role, string Email, string Password, string Organization)
{
    public override string ToString() => $"demo account {Email}";
}

/// <summary>
/// What a new installation needs before anybody can sign in: the organization that runs the network, the first
/// administrator where one is configured, and in demo mode, and only there, an account per role.
/// </summary>
internal sealed partial class IdentitySeed(
    Db<IdentityModule> db, Passwords passwords, KeyRing keys, TimeProvider clock, IConfiguration configuration,
    IOptions<IdentityOptions> options, ILogger<IdentitySeed> logger) : ISeed
{
    private static readonly JsonSerializerOptions Indented = new(Json.Options) { WriteIndented = true };

    private readonly IdentityOptions options = options.Value;

    public string What => "accounts";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await keys.RotateAsync(cancellationToken);
        await MakeFirstAdminAsync(cancellationToken);
        if (configuration.GetValue("Demo:Enabled", defaultValue: false))
        {
            await MakeDemoAccountsAsync(cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<long> CountAsync(CancellationToken cancellation) =>
        db.InStatementAsync(UserStore.CountAsync, cancellation);

    private async Task MakeFirstAdminAsync(CancellationToken cancellation)
    {
        var isConfigured = options is { FirstAdminEmail: not null, FirstAdminPassword: not null };
        if (isConfigured
            && PasswordPolicy.Refuses(options.FirstAdminPassword!, options.FirstAdminEmail!, name: "") is { } weak)
        {
            throw new StartException($"Platform:Identity:FirstAdminPassword: {weak.Detail}");
        }

        var hash = isConfigured ? await passwords.HashAsync(options.FirstAdminPassword!, cancellation) : null;
        await db.InTransactionAsync(async tx =>
        {
            await UserStore.LockSeedingAsync(tx);
            var network = await EnsureAsync(tx, options.NetworkName, runsNetwork: true);
            if (hash is not null && await UserStore.IsEmptyAsync(tx))
            {
                await AddAsync(tx, options.FirstAdminEmail!, "First administrator", network, Role.Admin, hash);
            }
        }, cancellation);
    }

    /// <summary>
    /// The file is written first: a start that dies in between finds its passwords again. Where the file is lost, the
    /// accounts get new passwords.
    /// </summary>
    private async Task MakeDemoAccountsAsync(CancellationToken cancellation)
    {
        var file = Path.Combine(DataDirectory.Of(configuration), "demo-accounts.json");
        var accounts = await ReadAsync(file, cancellation);
        var isNew = accounts is null;
        if (accounts is null)
        {
            accounts = [.. Story().Select(it => it with { Password = Secret.New()[..20] })];
            WriteForOwner(file, JsonSerializer.SerializeToUtf8Bytes(accounts, Indented));
        }

        foreach (var account in accounts)
        {
            await MakeAsync(account, isNew, cancellation);
        }

        LogDemo(logger, accounts.Count, file);
    }

    private async Task MakeAsync(DemoAccount account, bool isNew, CancellationToken cancellation)
    {
        var known = await db.InStatementAsync(
            tx => UserStore.FindAccountAsync(tx, account.Email, organizationId: null), cancellation);
        if (known is not null && !isNew)
        {
            return;
        }

        var hash = await passwords.HashAsync(account.Password, cancellation);
        await db.InTransactionAsync(async tx =>
        {
            await UserStore.LockSeedingAsync(tx);
            if (await UserStore.FindAccountAsync(tx, account.Email, organizationId: null) is { } there)
            {
                await UserStore.SetPasswordAsync(tx, there.User.Id, hash);
                return;
            }

            var organization = await EnsureAsync(tx, account.Organization, account.Organization == options.NetworkName);
            await AddAsync(tx, account.Email, NameOf(account.Role), organization, account.Role, hash);
        }, cancellation);
    }

    private IEnumerable<DemoAccount> Story() =>
    [
        new(Role.Buyer, "shopper@hamsafar.example", "", "Hamsafar"),
        new(Role.Seller, "owner@corner-pantry.example", "", "Corner Pantry"),
        new(Role.Partner, "partner@bazaar-collective.example", "", "Bazaar Collective"),
        new(Role.Analyst, "analyst@skylink.example", "", options.NetworkName),
        new(Role.Operator, "operator@skylink.example", "", options.NetworkName),
        new(Role.Admin, "admin@skylink.example", "", options.NetworkName),
    ];

    /// <summary>The people of the story.</summary>
    private static string NameOf(Role role) => role switch
    {
        Role.Buyer => "Ayesha Khan",
        Role.Seller => "Bilal Ahmed",
        Role.Partner => "Sana Iqbal",
        Role.Analyst => "Usman Tariq",
        Role.Operator => "Hina Yousaf",
        Role.Admin => "Omar Siddiqui",
        _ => $"Demo {role.ToString().ToLowerInvariant()}",
    };

    private async Task<Organization> EnsureAsync(Tx tx, string name, bool runsNetwork)
    {
        var now = clock.GetUtcNow();
        var made = new Organization(Guid.CreateVersion7(now), name, runsNetwork);
        return await UserStore.TryAddAsync(tx, made, now) ? made
            : await UserStore.FindOrganizationAsync(tx, name) ?? throw new StartException(
                $"Platform:Identity:NetworkName: another organization runs this network, not '{name}'.");
    }

    private async Task AddAsync(Tx tx, string email, string name, Organization organization, Role role, string hash)
    {
        if (!User.Create(email, name, organization, [role], clock.GetUtcNow()).Is(out var user, out var refusal))
        {
            throw new StartException($"{email} cannot be {role} of {organization.Name}: {refusal.Title}");
        }

        await UserStore.AddAsync(tx, user, hash);
        tx.Publish(new UserCreated(user.Id, organization.Id, user.Roles));
    }

    private static async Task<List<DemoAccount>?> ReadAsync(string file, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            await using var stream = File.OpenRead(file);
            return await JsonSerializer.DeserializeAsync<List<DemoAccount>>(stream, Json.Options, cancellation);
        }
        catch (JsonException broken)
        {
            throw new StartException($"{file} cannot be read ({broken.Message}); delete it to get new demo accounts.");
        }
    }

    /// <summary>Whole or not at all, and readable for its owner alone from the first byte on.</summary>
    private static void WriteForOwner(string file, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var draft = $"{file}.{Environment.ProcessId}";
        File.Delete(draft);
        using (var stream = new FileStream(draft, how))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, file, overwrite: true);
    }

    [LoggerMessage(LogLevel.Information, "Demo mode: {Count} accounts, their passwords in {File}")]
    private static partial void LogDemo(ILogger logger, int count, string file);
}

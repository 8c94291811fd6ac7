using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;
using SkyLink.Cryptography.Transparency;

namespace SkyLink.Cli;

/// <summary>
/// Somebody with all rights in the database changes the audit log; on a platform of its own, which is not to be used
/// afterwards.
/// </summary>
public sealed class TamperedAuditTests(RunningPlatform platform) : IClassFixture<RunningPlatform>, IDisposable
{
    private const string FlipByte =
        "update platform_audit.entries set entry = set_byte(entry, 11, get_byte(entry, 11) # 1) where number = 2";

    private const string Swap = """
        update platform_audit.entries as into_it set entry = of_other.entry from platform_audit.entries as of_other
         where into_it.number in (2, 3) and of_other.number = 5 - into_it.number
        """;

    private const string Delete = """
        create table platform_audit.kept as select * from platform_audit.entries where number = 2;
        delete from platform_audit.entries where number = 2
        """;

    private const string Restore = """
        insert into platform_audit.entries select * from platform_audit.kept; drop table platform_audit.kept
        """;

    private readonly RecordedShell shell = new(RunningPlatform.Workspace);
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task What_was_changed_deleted_swapped_or_cut_off_in_the_table_is_found_and_named()
    {
        await using var postgres = await platform.AdoptPostgresAsync();
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        var trust = scratch["trust.json"];
        while ((await shell.JsonAsync("audit", "status", "--data", platform.Data)).Items("witnesses").Single()
            .At("size")?.GetInt64() < 10 || await HeadsAsync(database) < 3)
        {
            await shell.JsonAsync("events", "replay", "trade.routing.participants", "--from", "1s", "--data", platform.Data);
        }

        Assert.Equal(ExitCode.Done, await shell.RunAsync("audit", "trust", "--out", trust, "--data", platform.Data));
        Assert.Equal(ExitCode.Done, await shell.RunAsync("audit", "export", scratch["copy"], "--data", platform.Data));
        string[] verify = ["audit", "verify", "--trust", trust, "--data", platform.Data, "--json"];
        Assert.Equal(ExitCode.Done, await shell.RunAsync(verify));

        foreach (var (fault, undo, isReadable) in new[] { (FlipByte, FlipByte, true), (Swap, Swap, true), (Delete, Restore, false) })
        {
            await RunAsync(database, fault);
            var found = await FailedAsync(verify);
            Assert.Equal(("2", "2"), (found.Text("leaf.leaf"), found.Text("leaf.last")));
            Assert.StartsWith("tile/0/000", found.Text("leaf.tile"), StringComparison.Ordinal);
            Assert.Equal(isReadable, found.Text("leaf.entry") is not null);
            await RunAsync(database, undo);
            Assert.Equal(ExitCode.Done, await shell.RunAsync(verify));
        }

        // What an entry is found by, and nothing that was signed.
        await RunAsync(database, "update platform_audit.entries set action = action || 'Not' where number = 2");
        var beside = await FailedAsync(verify);
        Assert.Equal("entry 2 has another action in its row than was signed.", beside.Text("faults"));
        Assert.Equal(["2"], beside.Items("altered").Select(it => it.Text("number")));
        await RunAsync(database, "update platform_audit.entries set action = left(action, -3) where number = 2");
        Assert.Equal(ExitCode.Done, await shell.RunAsync(verify));

        // The end of the log with everything that knows of it in the database: only what lies elsewhere can tell.
        await CutAsync(database);
        var seen = await FailedAsync([.. verify, "--seen", Path.Combine(scratch["copy"], "checkpoint")]);
        Assert.Contains(seen.Text("checkpoint"), (string[])["RolledBack", "SplitView"]);
        var witnessed = await FailedAsync([.. verify, "--witness", $"{platform.Witness}"]);
        Assert.Contains(witnessed.Text("checkpoint"), (string[])["RolledBack", "SplitView"]);
        while (await shell.RunAsync("audit", "status", "--data", platform.Data) == ExitCode.Done)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        }

        Assert.Contains("does not continue what was signed", shell.Error, StringComparison.Ordinal);
        Assert.Contains("is Broken", (await FailedAsync(verify)).Text("faults"), StringComparison.Ordinal);
    }

    private static async Task<long> HeadsAsync(NpgsqlDataSource database)
    {
        await using var count = database.CreateCommand("select count(*) from platform_audit.checkpoints");
        return (long)(await count.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>As if the log had ended earlier, at the middle one of the heads that were signed before the copy.</summary>
    private async Task CutAsync(NpgsqlDataSource database)
    {
        Assert.True(SignedCheckpoint.TryRead(
            await File.ReadAllBytesAsync(Path.Combine(scratch["copy"], "checkpoint"), TestContext.Current.CancellationToken),
            out var copied));
        await using var find = database.CreateCommand(
            "select note from platform_audit.checkpoints where size < $1 order by size desc limit 1");
        find.Parameters.Add(new NpgsqlParameter<long> { TypedValue = copied.Checkpoint.Head.Size });
        var note = (string?)await find.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        Assert.True(SignedCheckpoint.TryRead(Encoding.UTF8.GetBytes(note!), out var older));
        var (size, root) = (older.Checkpoint.Head.Size, Convert.ToHexString(older.Checkpoint.Head.Root.Bytes));
        var sql = new StringBuilder("begin; select 1 from platform_audit.tree for update;");
        sql.Append(CultureInfo.InvariantCulture, $"""
            update platform_audit.tree set size = {size}, root = decode('{root}', 'hex');
            delete from platform_audit.entries where number >= {size};
            delete from platform_audit.cosignatures where size > {size};
            delete from platform_audit.checkpoints where size > {size};
            """);
        foreach (var (level, hashes) in new[] { (0, size), (1, size / 256) })
        {
            sql.Append(CultureInfo.InvariantCulture, $"""
                delete from platform_audit.tiles where level = {level} and number * 256 >= {hashes};
                update platform_audit.tiles set hashes = substring(hashes for {32 * (int)(hashes % 256)})
                 where level = {level} and number = {hashes / 256};
                """);
        }

        await RunAsync(database, sql.Append("commit").ToString());
    }

    private static async Task RunAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<JsonElement> FailedAsync(string[] command)
    {
        var before = shell.Out.Length;
        Assert.Equal(ExitCode.Failed, await shell.RunAsync(command));
        return JsonElement.Parse(shell.Out[before..]);
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Text;
using SkyLink.Cryptography.Transparency;

#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.

namespace SkyLink.Host.Witnessing;

/// <summary>The witness as a process of its own: what it answers, what it refuses, and what survives its death.</summary>
public sealed class WitnessProcessTests : IAsyncLifetime
{
    private readonly WitnessProgram witness = new();
    private readonly GrowingLog log = new(2_000, common: 2_000, "honest");

    private string[] Watching => ["--Witness:Logs:0", log.Key.ToString()];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await witness.DisposeAsync();
        log.Dispose();
    }

    [Fact]
    public async Task A_log_that_grows_is_cosigned_with_both_keys_and_everybody_can_ask_how_far()
    {
        await witness.StartAsync([.. Watching, "--Witness:Name", "witness.example/w1"]);
        var keys = await witness.KeysAsync();
        Assert.Equal([NoteKeyType.Ed25519Cosignature, NoteKeyType.MlDsa44Cosignature], keys.Select(key => key.Type));
        Assert.All(keys, key => Assert.Equal("witness.example/w1", key.Name));
        Assert.Equal("witnessing.nothing_cosigned", (await witness.GetAsync($"/checkpoint/{GrowingLog.Origin}")).Code);
        var old = 0L;
        foreach (var size in (long[])[3, 300, 300, 2_000])
        {
            var request = await log.RequestAsync(old, size);
            var answer = await witness.AskAsync(request);
            Assert.Equal((HttpStatusCode.OK, "text/plain"), (answer.Status, answer.MediaType));
            var signed = answer.Of(request.Checkpoint);
            Assert.All(keys, key => Assert.Equal(LogVerdict.Trusted, signed.Note.Verify([key])));
            Assert.Equal(signed.ToString(), (await witness.GetAsync($"/checkpoint/{GrowingLog.Origin}")).Body);
            Assert.Equal(signed.ToString(), (await witness.GetAsync($"/checkpoint/{Uri.EscapeDataString(GrowingLog.Origin)}")).Body);
            old = size;
        }

        Assert.Contains("2000 entries", (await witness.GetAsync("/health")).Body, StringComparison.Ordinal);
        Assert.InRange(witness.ResidentBytes(), 1, 100 * 1024 * 1024);
        Assert.Equal(0, await witness.StopAsync());
        Assert.False(File.Exists(Path.Combine(witness.Folder, "run.json")));
    }

    [Fact]
    public async Task Another_old_size_is_a_conflict_that_tells_the_right_one()
    {
        await witness.StartAsync(Watching);
        Assert.Equal(HttpStatusCode.OK, (await witness.AskAsync(await log.RequestAsync(0, 300))).Status);
        var answer = await witness.AskAsync(await log.RequestAsync(200, 400));
        Assert.Equal((HttpStatusCode.Conflict, "text/x.tlog.size", "300\n"), (answer.Status, answer.MediaType, answer.Body));
    }

    [Fact]
    public async Task A_second_story_under_the_same_key_is_refused_at_every_size()
    {
        using var other = new GrowingLog(2_000, common: 100, "forged");
        await witness.StartAsync(Watching);
        Assert.Equal(HttpStatusCode.OK, (await witness.AskAsync(await log.RequestAsync(0, 300))).Status);
        var same = await witness.AskAsync(await other.RequestAsync(300, 300));
        Assert.Equal((HttpStatusCode.Conflict, "witnessing.split_view"), (same.Status, same.Code));
        var larger = await witness.AskAsync(await other.RequestAsync(300, 1_000));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "witnessing.proof_invalid"), (larger.Status, larger.Code));
        var smaller = await witness.AskAsync(new WitnessRequest(300, [], await other.CheckpointAsync(200)));
        Assert.Equal((HttpStatusCode.BadRequest, "witnessing.shrunk"), (smaller.Status, smaller.Code));
        Assert.Equal(HttpStatusCode.OK, (await witness.AskAsync(await log.RequestAsync(300, 1_000))).Status);
    }

    /// <summary>An honest log and a forged one race, while the witness is killed again and again.</summary>
    [Fact]
    public async Task Kill_9_at_any_point_never_makes_it_cosign_heads_that_do_not_follow_each_other()
    {
        const int kills = 12;
        using var forged = new GrowingLog(2_000, common: 400, "forged");
        var chance = new Random(20260304);
        var cosigned = new ConcurrentBag<SignedCheckpoint>();
        await witness.StartAsync(Watching);
        var keys = await witness.KeysAsync();
        for (var kill = 0; kill < kills; kill++)
        {
            using var over = new CancellationTokenSource();
            Task[] logs = [GrowAsync(log, chance.Next(), cosigned, over.Token), GrowAsync(forged, chance.Next(), cosigned, over.Token)];
            await Task.Delay(chance.Next(20, 400));
            await witness.KillAsync();
            await over.CancelAsync();
            await Task.WhenAll(logs);
            await witness.StartAsync(Watching);
            Assert.Equal(keys.Select(key => key.ToString()), (await witness.KeysAsync()).Select(key => key.ToString()));
        }

        Assert.True(cosigned.Count > kills, $"only {cosigned.Count} heads were cosigned");
        var heads = cosigned.OrderBy(it => it.Checkpoint.Head.Size).ToList();
        Assert.True(heads[^1].Checkpoint.Head.Size > 400, "no head is of one story alone");
        Assert.All(heads, head => Assert.All(keys, key => Assert.Equal(LogVerdict.Trusted, head.Note.Verify([key]))));
        var isForged = heads.Exists(it => it.Checkpoint.Head.Size > 400 && IsOf(forged, it));
        var told = isForged ? forged : log;
        foreach (var (older, newer) in heads.Zip(heads.Skip(1)))
        {
            var (first, second) = (older.Checkpoint.Head, newer.Checkpoint.Head);
            var proof = await told.Tree.ProveConsistencyAsync(first.Size, second.Size, CancellationToken.None);
            Assert.True(ConsistencyProof.Verify(first, second, proof), $"{first.Size} and {second.Size} are of two stories");
        }

        Assert.True(SignedCheckpoint.TryRead(
            Encoding.UTF8.GetBytes((await witness.GetAsync($"/checkpoint/{GrowingLog.Origin}")).Body), out var last));
        Assert.True(last.Checkpoint.Head.Size >= heads[^1].Checkpoint.Head.Size);
        Assert.True(IsOf(told, last));
    }

    [Theory]
    [InlineData("cut off")]
    [InlineData("emptied")]
    [InlineData("one digit")]
    [InlineData("other cosigner")]
    [InlineData("moved")]
    [InlineData("keys gone")]
    public async Task A_state_that_was_changed_stops_the_start_instead_of_being_begun_anew(string how)
    {
        await witness.StartAsync(Watching);
        Assert.Equal(HttpStatusCode.OK, (await witness.AskAsync(await log.RequestAsync(0, 300))).Status);
        Assert.Equal(0, await witness.StopAsync());
        var (file, text) = (witness.StateFile, await File.ReadAllTextAsync(witness.StateFile));
        switch (how)
        {
            case "cut off":
                await File.WriteAllTextAsync(file, text[..^100]);
                break;
            case "emptied":
                await File.WriteAllTextAsync(file, "");
                break;
            case "one digit":
                await File.WriteAllTextAsync(file, text.Replace("\n300\n", "\n200\n", StringComparison.Ordinal));
                break;
            case "other cosigner":
                await File.WriteAllTextAsync(file, (await log.CheckpointAsync(100)).ToString());
                break;
            case "moved":
                File.Move(file, Path.Combine(witness.Folder, $"{new string('0', 64)}.checkpoint"));
                break;
            default:
                File.Delete(Path.Combine(witness.Folder, "keys"));
                break;
        }

        await AssertRefusedAsync(witness.Folder, Watching);
    }

    [Fact]
    public async Task What_was_half_written_when_it_was_killed_does_not_count()
    {
        await witness.StartAsync(Watching);
        Assert.Equal(HttpStatusCode.OK, (await witness.AskAsync(await log.RequestAsync(0, 300))).Status);
        await witness.KillAsync();
        await File.WriteAllTextAsync($"{witness.StateFile}.next", "log.exam");
        await witness.StartAsync(Watching);
        Assert.Equal("300\n", (await witness.AskAsync(await log.RequestAsync(0, 400))).Body);
        Assert.Equal(HttpStatusCode.OK, (await witness.AskAsync(await log.RequestAsync(300, 400))).Status);
    }

    [Fact]
    public async Task A_second_witness_on_the_same_folder_does_not_start()
    {
        await witness.StartAsync(Watching);
        await AssertRefusedAsync("is held by another witness", Watching);
    }

    [Fact]
    public async Task The_keys_are_for_their_owner_alone_and_keep_their_name()
    {
        await witness.StartAsync();
        var file = Path.Combine(witness.Folder, "keys");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.False(Directory.Exists(Path.Combine(witness.Data, "secrets")), "It has made a master key.");
        Assert.Equal(0, await witness.StopAsync());
        await AssertRefusedAsync("Witness:Name is witness.example/other", "--Witness:Name", "witness.example/other");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        await AssertRefusedAsync("can be read by others than its owner");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.AppendAllTextAsync(file, "more\n");
        await AssertRefusedAsync("it was changed");
    }

    [Theory]
    [InlineData("--Witness:Logs:0", "skylink", "Witness:Logs holds 'skylink'")]
    [InlineData("--Witness:Port", "http", "Witness:Port must be a port")]
    [InlineData("--Witness:Bind", "here", "Witness:Bind must be an IP address")]
    [InlineData("--Witness:Name", "a b", "Witness:Name must be a URL")]
    public Task A_wrong_setting_stops_the_start_with_one_line(string key, string value, string line) =>
        AssertRefusedAsync(line, key, value);

    [Fact]
    public async Task A_log_is_watched_as_soon_as_its_keys_are_in_the_file()
    {
        var file = Path.Combine(witness.Data, "log-keys");
        await witness.StartAsync("--Witness:LogFiles:0", file);
        var request = await log.RequestAsync(0, 300);
        var unknown = await witness.AskAsync(request);
        Assert.Equal((HttpStatusCode.NotFound, "witnessing.origin_unknown"), (unknown.Status, unknown.Code));
        await File.WriteAllTextAsync(file, $"{log.Key}\n");
        Assert.Equal(HttpStatusCode.OK, (await witness.AskAsync(request)).Status);
        await File.WriteAllTextAsync(file, "no key at all\n");
        Assert.Equal(HttpStatusCode.NotFound, (await witness.AskAsync(request)).Status);
    }

    [Fact]
    public async Task Hostile_bodies_get_a_code_and_change_nothing()
    {
        await witness.StartAsync(Watching);
        var good = (await log.RequestAsync(0, 300)).ToString();
        var chance = new Random(7);
        var noise = new byte[5_000];
        chance.NextBytes(noise);
        (byte[] Body, HttpStatusCode Status, string Code)[] hostile =
        [
            ([], HttpStatusCode.BadRequest, "witnessing.malformed"),
            (noise, HttpStatusCode.BadRequest, "witnessing.malformed"),
            (Encoding.UTF8.GetBytes(good[..^20]), HttpStatusCode.BadRequest, "witnessing.malformed"),
            (Encoding.UTF8.GetBytes(good.Replace("old 0", "old 00", StringComparison.Ordinal)), HttpStatusCode.BadRequest,
                "witnessing.malformed"),
            (Encoding.UTF8.GetBytes("old 0\n" + string.Concat(Enumerable.Repeat($"{TreeHash.OfNothing}\n", 64)) + good[5..]),
                HttpStatusCode.BadRequest, "witnessing.malformed"),
            (new byte[WitnessRequest.LongestRequest + 1], HttpStatusCode.RequestEntityTooLarge, "platform.body_too_large"),
            (Encoding.UTF8.GetBytes(good.Replace("\n300\n", "\n301\n", StringComparison.Ordinal)), HttpStatusCode.Forbidden,
                "witnessing.signature_invalid"),
            (Encoding.UTF8.GetBytes(good.Replace(GrowingLog.Origin + "\n300", "log.example/other\n300", StringComparison.Ordinal)),
                HttpStatusCode.NotFound, "witnessing.origin_unknown"),
        ];
        foreach (var (number, (body, status, code)) in hostile.Index())
        {
            var answer = await witness.SendAsync(body);
            Assert.True((status, code) == (answer.Status, answer.Code), $"{number}: {answer}");
        }

        var bytes = Encoding.UTF8.GetBytes(good);
        for (var i = 0; i < 100; i++)
        {
            var changed = bytes.ToArray();
            changed[chance.Next(changed.Length)] ^= (byte)(1 << chance.Next(8));
            var answer = await witness.SendAsync(changed);
            Assert.True(answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound
                or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests, $"{answer}");
        }

        Assert.Empty(Directory.GetFiles(witness.Folder, "*.checkpoint"));
        foreach (var path in (string[])["/checkpoint/", "/checkpoint/..%2f..%2fkeys", "/nothing"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await witness.GetAsync(path)).Status);
        }
    }

    [Fact]
    public async Task Who_asks_too_often_waits()
    {
        await witness.StartAsync(Watching);
        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => witness.GetAsync("/keys")));
        Assert.Contains(answers, answer => answer.Code == "witnessing.too_many_requests");
        Assert.InRange(answers.Count(answer => answer.Status == HttpStatusCode.OK), 200, 399);
    }

    private static bool IsOf(GrowingLog log, SignedCheckpoint signed)
    {
        var head = signed.Checkpoint.Head;
        return log.Tree.HeadAsync(head.Size, CancellationToken.None).AsTask().Result == head;
    }

    /// <summary>As a log does it that believes what it is told: grows by some entries at a time, until it is told to stop.</summary>
    private async Task GrowAsync(GrowingLog story, int seed, ConcurrentBag<SignedCheckpoint> cosigned, CancellationToken over)
    {
        var (chance, old) = (new Random(seed), 0L);
        while (!over.IsCancellationRequested)
        {
            try
            {
                var request = await story.RequestAsync(old, Math.Min(2_000, old + chance.Next(0, 9)));
                var answer = await witness.AskAsync(request);
                if (answer.Status == HttpStatusCode.OK)
                {
                    cosigned.Add(answer.Of(request.Checkpoint));
                    old = request.Checkpoint.Checkpoint.Head.Size;
                }
                else if (answer.MediaType == WitnessReply.SizeMediaType)
                {
                    old = long.Parse(answer.Body);
                }
                else
                {
                    // Refused as another story, or asked too often: the same again, a little later.
                    await Task.Delay(10, CancellationToken.None);
                }
            }
            catch (HttpRequestException)
            {
                return; // It was killed.
            }
        }
    }

    private async Task AssertRefusedAsync(string line, params string[] more)
    {
        using var process = witness.Launch(more);
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(78, process.ExitCode);
        Assert.StartsWith("skylink cannot start: ", error, StringComparison.Ordinal);
        Assert.Contains(line, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }
}

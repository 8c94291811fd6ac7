using System.Text.Json;
using SkyLink.Cryptography.Jose;

namespace SkyLink.Cli;

[Collection(nameof(OnePlatform))]
public sealed class SignaturesCommandTests(RunningPlatform platform) : IDisposable
{
    private readonly RecordedShell shell = new(RunningPlatform.Workspace);
    private readonly Scratch scratch = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_file_is_signed_twice_verified_and_refused_when_it_was_changed()
    {
        await CreateAsync("cli.files", owner: null, "EdDSA", "ML-DSA-44");
        await File.WriteAllTextAsync(scratch["message"], "12.50 PKR", Cancellation);
        Assert.Equal(ExitCode.Done, await AskAsync(
            "sign", "cli.files", scratch["message"], "--mode", "dual", "--out", scratch["signatures"]));
        string[] verify = ["verify", "cli.files", scratch["message"], scratch["signatures"], "--mode", "dual"];
        Assert.Equal(ExitCode.Done, await AskAsync(verify));
        Assert.Contains("Valid.", shell.Out, StringComparison.Ordinal);
        await File.WriteAllTextAsync(scratch["message"], "92.50 PKR", Cancellation);
        Assert.Equal(ExitCode.Failed, await AskAsync(verify));
        Assert.Contains("(signatures.signature_invalid)", shell.Out, StringComparison.Ordinal);
        await File.WriteAllTextAsync(scratch["signatures"], "{", Cancellation);
        Assert.Equal(ExitCode.Failed, await AskAsync(verify));
    }

    [Fact]
    public async Task Keys_are_made_listed_rotated_and_revoked()
    {
        var first = await CreateAsync("cli.keys", "platform", "ES256");
        var second = (await JsonAsync("rotate", first)).Text("id")!;
        Assert.Equal("Revoked", (await JsonAsync("revoke", first, "--reason", "a test")).Text("state"));
        Assert.Equal(ExitCode.Failed, await AskAsync("rotate", first));
        Assert.Contains("(signatures.already_revoked)", shell.Error, StringComparison.Ordinal);
        var listed = (await JsonAsync("list", "--owner", "platform", "--purpose", "cli.keys")).Items("items").ToList();
        Assert.Equal(
            new[] { (first, "Revoked"), (second, "Signs") }.Order(),
            listed.Select(key => (key.Text("id")!, key.Text("state")!)).Order());
        Assert.Equal(ExitCode.Failed, await AskAsync("create", "cli.keys", "--algorithm", "ES256", "--owner", "platform"));
        Assert.Equal(ExitCode.WrongUsage, await AskAsync("create", "cli.keys", "--algorithm", "HS256"));
        Assert.Equal("0", (await JsonAsync("rewrap")).Text("renewed"));
    }

    [Fact]
    public async Task The_public_keys_are_a_document_others_read()
    {
        var key = await CreateAsync("cli.jwks", "platform", "ML-DSA-65");
        var document = await JsonAsync("jwks", "platform");
        Assert.True(JwksDocument.TryRead(JsonSerializer.SerializeToUtf8Bytes(document), out var read));
        Assert.NotNull(read.Find(key));
    }

    private async Task<string> CreateAsync(string purpose, string? owner, params string[] algorithms)
    {
        var made = await JsonAsync(
            ["create", purpose, .. owner is null ? Array.Empty<string>() : ["--owner", owner],
            .. algorithms.SelectMany(it => new[] { "--algorithm", it })]);
        return made.Items("keys").First().Text("id")!;
    }

    private Task<int> AskAsync(params string[] arguments) =>
        shell.RunAsync(["signatures", .. arguments, "--data", platform.Data]);

    private Task<JsonElement> JsonAsync(params string[] arguments) =>
        shell.JsonAsync(["signatures", .. arguments, "--data", platform.Data]);
}

using System.Text.Json;
using SkyLink.Cryptography;

namespace SkyLink.Cli;

public sealed class NewKeysCommandTests : IDisposable
{
    private readonly Scratch scratch = new();
    private readonly RecordedShell shell = new(new Workspace(Checkout.Root));

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task The_halves_belong_together_and_the_private_ones_are_not_shown()
    {
        var told = await shell.JsonAsync("keys", "new", "shop.example.com", "--key", "k2", "--out", scratch["k2.json"]);
        var kept = JsonElement.Parse(await File.ReadAllTextAsync(scratch["k2.json"], TestContext.Current.CancellationToken));
        Assert.Equal("shop.example.com k2", $"{Text(kept, "subscriberId")} {Text(kept, "keyId")}");
        Assert.True(Ed25519PrivateKey.TryRead(Text(kept, "signingPrivateKey"), out var signing));
        Assert.True(X25519PrivateKey.TryRead(Text(kept, "encryptionPrivateKey"), out var encryption));
        using (signing)
        using (encryption)
        {
            Assert.Equal(Text(told, "signingPublicKey"), signing.PublicKey.ToBase64());
            Assert.Equal(Text(told, "encryptionPublicKey"), encryption.PublicKey.ToBase64());
        }

        Assert.DoesNotContain(Text(kept, "signingPrivateKey"), shell.Out + shell.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Text(kept, "encryptionPrivateKey"), shell.Out + shell.Error, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(scratch["k2.json"]));
    }

    [Theory]
    [InlineData("kept.json")]
    [InlineData("no/such/folder.json")]
    public async Task What_cannot_be_written_is_told_and_nothing_is_overwritten(string file)
    {
        await File.WriteAllTextAsync(scratch["kept.json"], "precious", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Failed, await shell.RunAsync("keys", "new", "shop.example.com", "--out", scratch[file]));
        Assert.StartsWith("skylink: ", shell.Error, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(scratch["kept.json"], TestContext.Current.CancellationToken));
    }

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString()!;
}

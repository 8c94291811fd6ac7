using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Jose;
using SkyLink.Testing;

namespace SkyLink.Platform.Signatures;

public sealed class SignatureKeysTests(SignaturesHost host) : IClassFixture<SignaturesHost>
{
    private static readonly byte[] Message = "pay 12.50 PKR to shop 42"u8.ToArray();

    [Theory]
    [InlineData(SignatureAlgorithm.Es256, SignatureMode.Classic, 64)]
    [InlineData(SignatureAlgorithm.EdDsa, SignatureMode.Classic, 64)]
    [InlineData(SignatureAlgorithm.MlDsa44, SignatureMode.PostQuantum, 2_420)]
    [InlineData(SignatureAlgorithm.MlDsa65, SignatureMode.PostQuantum, 3_309)]
    public async Task Each_algorithm_signs_and_verifies(SignatureAlgorithm algorithm, SignatureMode mode, int size)
    {
        var (owner, keys) = await host.CreateAsync("invoices", algorithm);
        var made = await host.SignAsync(owner, "invoices", Message, mode);
        var signature = Assert.Single(made.Signatures);
        Assert.Equal((keys[0].Id, algorithm, size), (signature.KeyId, signature.Algorithm, signature.Signature.Length));
        Assert.True((await host.VerifyAsync(owner, "invoices", Message, mode, made)).IsValid);
        Assert.Equal(
            "signatures.signature_invalid", (await host.VerifyAsync(owner, "invoices", [.. Message, 0], mode, made)).Reason);
        Assert.Equal(
            "signatures.mode_not_met", (await host.VerifyAsync(owner, "invoices", Message, Other(mode), made)).Reason);
        Assert.Equal("signatures.no_signing_key", await SignRefusalAsync(owner, "invoices", SignatureMode.Dual));
    }

    [Fact]
    public async Task Of_two_signatures_both_must_hold()
    {
        var (owner, _) = await host.CreateAsync("orders", SignatureAlgorithm.EdDsa, SignatureAlgorithm.MlDsa44);
        var made = await host.SignAsync(owner, "orders", Message, SignatureMode.Dual);
        Assert.Equal(
            [SignatureAlgorithm.EdDsa, SignatureAlgorithm.MlDsa44], made.Signatures.Select(it => it.Algorithm));
        Assert.True((await host.VerifyAsync(owner, "orders", Message, SignatureMode.Dual, made)).IsValid);
        for (var broken = 0; broken < 2; broken++)
        {
            var spoilt = made.Signatures.ToList();
            var bytes = spoilt[broken].Signature.Select((it, at) => at == 9 ? (byte)~it : it);
            spoilt[broken] = spoilt[broken] with { Signature = [.. bytes] };
            var verdict = await host.VerifyAsync(owner, "orders", Message, SignatureMode.Dual, new MessageSignatures(spoilt));
            Assert.Equal("signatures.signature_invalid", verdict.Reason);
        }

        var twice = new MessageSignatures([made.Signatures[0], made.Signatures[0]]);
        Assert.False((await host.VerifyAsync(owner, "orders", Message, SignatureMode.Dual, twice)).IsValid);
        var alone = new MessageSignatures([made.Signatures[1]]);
        Assert.Equal(
            "signatures.mode_not_met", (await host.VerifyAsync(owner, "orders", Message, SignatureMode.Dual, alone)).Reason);
    }

    [Fact]
    public async Task A_signature_is_good_for_its_owner_and_purpose_alone()
    {
        var (owner, _) = await host.CreateAsync("orders", SignatureAlgorithm.Es256);
        await host.DoneAsync(tx => host.Keys.CreateAsync(tx, owner, "refunds", [SignatureAlgorithm.Es256]));
        var (other, _) = await host.CreateAsync("orders", SignatureAlgorithm.Es256);
        var made = await host.SignAsync(owner, "orders", Message, SignatureMode.Classic);
        Assert.False((await host.VerifyAsync(owner, "refunds", Message, SignatureMode.Classic, made)).IsValid);
        Assert.False((await host.VerifyAsync(other, "orders", Message, SignatureMode.Classic, made)).IsValid);
        Assert.True((await host.VerifyAsync(owner, "orders", Message, SignatureMode.Classic, made)).IsValid);
    }

    [Fact]
    public async Task What_a_key_signed_is_valid_until_the_overlap_after_its_turn_is_over()
    {
        await using var own = new SignaturesHost();
        await own.InitializeAsync();
        var (owner, keys) = await own.CreateAsync("orders", SignatureAlgorithm.Es256, SignatureAlgorithm.MlDsa44);
        var first = await own.SignAsync(owner, "orders", Message, SignatureMode.Dual);
        Task<bool> IsValidAsync() => ValidAsync(own, owner, first);

        own.Clock.Advance(TimeSpan.FromDays(29.5));
        await own.Services.GetRequiredService<SignaturesUpkeep>().TendAsync(CancellationToken.None);
        var ahead = await own.Signatures.ListAsync(owner, "orders", CancellationToken.None);
        Assert.Equal(2, ahead.Count(it => it.State == SignatureKeyState.Published));
        Assert.Equal(2, ahead.Count(it => it.State == SignatureKeyState.Signs));
        Assert.Equal(KeyIds(first), KeyIds(await own.SignAsync(owner, "orders", Message, SignatureMode.Dual)));

        own.Clock.Advance(TimeSpan.FromDays(1));
        var second = await own.SignAsync(owner, "orders", Message, SignatureMode.Dual);
        Assert.Equal(ahead.Where(it => it.State == SignatureKeyState.Published).Select(it => it.KeyId).Order(), KeyIds(second));
        Assert.True(await IsValidAsync());
        await own.Services.GetRequiredService<SignaturesUpkeep>().TendAsync(CancellationToken.None);
        Assert.Equal(2, await own.Database.ScalarAsync<long>(
            "select count(*) from platform_signatures.keys where sealed is not null")); // those that sign; the others are wiped

        own.Clock.Advance(TimeSpan.FromDays(7));
        Assert.False(await IsValidAsync());
        Assert.True(await ValidAsync(own, owner, second));
        var left = await own.Signatures.ListAsync(owner, purpose: null, CancellationToken.None);
        Assert.DoesNotContain(keys[0].Id, left.Select(it => it.KeyId));
    }

    /// <summary>As after a long stop: nobody made the next key.</summary>
    [Fact]
    public async Task A_purpose_that_has_outlived_its_keys_gets_new_ones_when_it_is_to_sign()
    {
        await using var own = new SignaturesHost();
        await own.InitializeAsync();
        var (owner, _) = await own.CreateAsync("orders", SignatureAlgorithm.Es256);
        own.Clock.Advance(TimeSpan.FromDays(90));
        var made = await own.SignAsync(owner, "orders", Message, SignatureMode.Classic);
        var key = Assert.Single(await own.Signatures.ListAsync(owner, "orders", CancellationToken.None));
        Assert.Equal((made.Signatures[0].KeyId, 2), (key.KeyId, key.Version));
    }

    [Fact]
    public async Task Two_processes_that_rotate_at_once_make_one_key()
    {
        await using var one = new SignaturesHost();
        await one.InitializeAsync();
        await using var two = new SecondHost(one.Database.ConnectionString);
        await two.InitializeAsync();
        await one.CreateAsync("orders", SignatureAlgorithm.Es256, SignatureAlgorithm.MlDsa44);
        one.Clock.Advance(TimeSpan.FromDays(29.5));
        two.Clock.Advance(TimeSpan.FromDays(29.5));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(
            number => (number % 2 == 0 ? one.Keys : two.Keys).RotateDueAsync(CancellationToken.None)));
        Assert.Equal(4, await one.Database.ScalarAsync<long>("select count(*) from platform_signatures.keys"));
        Assert.Equal(2, await one.Database.ScalarAsync<long>(
            "select count(*) from platform_signatures.events where type = 'platform.signatures.key_rotated.v1'"));
    }

    [Fact]
    public async Task Twenty_rotations_of_one_key_at_once_give_it_one_successor()
    {
        var (owner, keys) = await host.CreateAsync("orders", SignatureAlgorithm.EdDsa);
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            host.DbOf("platform.signatures").InTransactionAsync(tx => host.Keys.RotateAsync(tx, keys[0].Id), CancellationToken.None)));
        Assert.Single(results, result => result.Is(out _, out _));
        Assert.All(results, result => Assert.True(result.Is(out _, out var error) || error.Code == "signatures.not_signing"));
        var left = await host.Signatures.ListAsync(owner, "orders", CancellationToken.None);
        Assert.Equal([SignatureKeyState.Retired, SignatureKeyState.Signs], left.Select(it => it.State));
    }

    [Fact]
    public async Task The_database_refuses_a_second_key_that_signs_at_the_same_time()
    {
        var (_, keys) = await host.CreateAsync("orders", SignatureAlgorithm.EdDsa);
        var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => host.Database.ExecuteAsync($"""
            insert into platform_signatures.keys
            select repeat('x', 43), succession_id, 99, public_jwk, sealed, published_at, signs_from + interval '1 day',
                   signs_until + interval '1 day', verifies_until + interval '1 day'
              from platform_signatures.keys where id = '{keys[0].Id}'
            """));
        Assert.Equal(Npgsql.PostgresErrorCodes.ExclusionViolation, refused.SqlState);
    }

    [Fact]
    public async Task A_revoked_key_verifies_nothing_at_once_and_another_one_signs()
    {
        var (owner, keys) = await host.CreateAsync("orders", SignatureAlgorithm.Es256);
        var made = await host.SignAsync(owner, "orders", Message, SignatureMode.Classic);
        await host.DoneAsync(tx => host.Keys.RevokeAsync(tx, keys[0].Id, "seen on a laptop"));
        Assert.False(await ValidAsync(host, owner, made, SignatureMode.Classic));
        var next = await host.SignAsync(owner, "orders", Message, SignatureMode.Classic);
        Assert.NotEqual(KeyIds(made), KeyIds(next));
        Assert.Equal(KeyIds(next), (await host.Signatures.ListAsync(owner, purpose: null, CancellationToken.None)).Select(it => it.KeyId));
        var again = await host.DbOf("platform.signatures").InTransactionAsync(
            tx => host.Keys.RevokeAsync(tx, keys[0].Id, "again"), CancellationToken.None);
        Assert.False(again.Is(out _, out var refusal));
        Assert.Equal("signatures.already_revoked", refusal.Code);
    }

    [Fact]
    public async Task The_published_keys_are_a_document_with_which_strangers_verify()
    {
        var (owner, _) = await host.CreateAsync("orders", SignatureAlgorithm.Es256, SignatureAlgorithm.MlDsa65);
        var made = await host.SignAsync(owner, "orders", Message, SignatureMode.Dual);
        using var nobody = host.CreateClient();
        using var answer = await nobody.GetAsync($"{SignaturesHost.Path}/jwks/{owner}");
        Assert.Equal("public, max-age=60", answer.Headers.CacheControl!.ToString());
        Assert.True(JwksDocument.TryRead(await answer.Content.ReadAsByteArrayAsync(), out var document));
        Assert.Equal(2, document.Keys.Count);
        Assert.All(made.Signatures, signature =>
        {
            var key = document.Find(signature.KeyId)!;
            Assert.False(key.IsPrivate);
            Assert.True(key.Verify(key.Algorithm, Message, signature.Signature));
        });
        Assert.Equal("{\"keys\":[]}", await nobody.GetStringAsync($"{SignaturesHost.Path}/jwks/{Guid.CreateVersion7()}"));
        using var unknown = await nobody.GetAsync($"{SignaturesHost.Path}/jwks/nobody");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    /// <summary>Every purpose dual, of the longest keys, and rotated as often as it may be.</summary>
    [Fact]
    public async Task All_the_keys_an_owner_may_have_fit_into_one_document()
    {
        var owner = Guid.CreateVersion7().ToString();
        for (var number = 0; number < KeyOwner.PurposesMax; number++)
        {
            var keys = await host.DoneAsync(tx => host.Keys.CreateAsync(
                tx, owner, $"purpose.{number}", [SignatureAlgorithm.Es256, SignatureAlgorithm.MlDsa65]));
            foreach (var key in keys)
            {
                var next = await host.DoneAsync(tx => host.Keys.RotateAsync(tx, key.Id));
                next = await host.DoneAsync(tx => host.Keys.RotateAsync(tx, next.Id));
                var refused = await host.DbOf("platform.signatures").InTransactionAsync(
                    tx => host.Keys.RotateAsync(tx, next.Id), CancellationToken.None);
                Assert.False(refused.Is(out _, out var error));
                Assert.Equal("signatures.rotated_too_often", error.Code);
            }
        }

        using var nobody = host.CreateClient();
        var json = await nobody.GetByteArrayAsync($"{SignaturesHost.Path}/jwks/{owner}");
        Assert.True(JwksDocument.TryRead(json, out var document), $"{json.Length} bytes");
        Assert.Equal(KeyOwner.PurposesMax * 6, document.Keys.Count);
        var more = await host.DbOf("platform.signatures").InTransactionAsync(
            tx => host.Keys.CreateAsync(tx, owner, "one.more", [SignatureAlgorithm.Es256]), CancellationToken.None);
        Assert.False(more.Is(out _, out var refusal));
        Assert.Equal("signatures.too_many_purposes", refusal.Code);
    }

    [Fact]
    public async Task A_dump_of_the_tables_has_no_byte_of_a_private_key()
    {
        var (owner, _) = await host.CreateAsync("orders", SignatureAlgorithm.EdDsa, SignatureAlgorithm.MlDsa44);
        var stored = await host.DbOf("platform.signatures").InTransactionAsync(
            tx => SignatureKeyStore.SigningAsync(tx, owner, "orders", host.Clock.GetUtcNow(), TimeSpan.Zero), CancellationToken.None);
        var dump = await host.Database.ScalarAsync<string>("""
            select string_agg(line, E'\n') from (
                select keys::text || encode(sealed, 'escape') as line from platform_signatures.keys
                union all select events::text from platform_signatures.events
                union all select idempotency::text from platform_signatures.idempotency) as lines
            """);
        Assert.Equal(2, stored.Count);
        foreach (var it in stored)
        {
            using var key = host.Services.GetRequiredService<SealedKeys>().Open(it.Key.Id, it.Sealed);
            var text = Encoding.ASCII.GetString(OutsideKeys.SecretOf(key));
            Assert.True(Base64Url.TryDecode(text, out var seed));
            Assert.Equal(32, seed.Length);
            Assert.Contains(it.Key.Id, dump, StringComparison.Ordinal);
            Assert.DoesNotContain(text, dump, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToHexStringLower(seed), dump, StringComparison.Ordinal);
            Assert.DoesNotContain(text, $"{it}{it.Key}{key}", StringComparison.Ordinal);
            Assert.True(it.Sealed.AsSpan().IndexOf(seed) < 0);
        }
    }

    [Fact]
    public async Task A_sealed_key_opens_under_its_own_id_alone()
    {
        var (owner, keys) = await host.CreateAsync("orders", SignatureAlgorithm.EdDsa, SignatureAlgorithm.MlDsa44);
        var secrets = host.Services.GetRequiredService<SealedKeys>();
        var stored = await host.DbOf("platform.signatures").InTransactionAsync(
            tx => SignatureKeyStore.SigningAsync(tx, owner, "orders", host.Clock.GetUtcNow(), TimeSpan.Zero), CancellationToken.None);
        var other = keys.Single(it => it.Id != stored[0].Key.Id).Id;
        Assert.Throws<InvalidOperationException>(() => secrets.Open(other, stored[0].Sealed));
    }

    private static SignatureMode Other(SignatureMode mode) =>
        mode == SignatureMode.Classic ? SignatureMode.PostQuantum : SignatureMode.Classic;

    private static IEnumerable<string> KeyIds(MessageSignatures made) => made.Signatures.Select(it => it.KeyId).Order();

    private static async Task<bool> ValidAsync(
        SignaturesHost at, string owner, MessageSignatures made, SignatureMode mode = SignatureMode.Dual) =>
        (await at.VerifyAsync(owner, "orders", Message, mode, made)).IsValid;

    private async Task<string?> SignRefusalAsync(string owner, string purpose, SignatureMode mode)
    {
        var result = await host.Signatures.SignAsync(new SignMessage(owner, purpose, Message, mode), CancellationToken.None);
        return result.Is(out _, out var error) ? null : error.Code;
    }
}

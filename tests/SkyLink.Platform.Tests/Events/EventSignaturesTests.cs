using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SkyLink.Platform.Data;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;

namespace SkyLink.Platform.Events;

/// <summary>What stands in a log, and what its publisher said, are two things.</summary>
public sealed class EventSignaturesTests(BellsHost host) : IClassFixture<BellsHost>
{
    [Theory]
    [InlineData("a row that somebody wrote", "forged-row")]
    [InlineData("a copy under another id", "forged-copy")]
    [InlineData("a changed body", "forged-body")]
    [InlineData("another subject", "forged-subject")]
    [InlineData("the proof of another transaction", "forged-proof")]
    public async Task What_its_publisher_did_not_sign_is_refused_and_stands_among_the_dead(string how, string bell)
    {
        var forged = $"{bell}-x";
        await ForgeAsync(how, bell, forged);
        await host.RingAsync(new BellRung(bell, 2));
        await Eventually.TrueAsync(async () => (await host.HeardAsync(bell)).Contains(2), "the ring after");
        Assert.Empty(await host.HeardAsync(forged));
        var reason = "";
        await Eventually.TrueAsync(async () =>
        {
            reason = await host.Database.ScalarAsync<string>($"""
                select coalesce(max(reason), '') from platform_ears.parked where state = 'Dead' and body like '%{forged}%'
                """);
            return reason.Length > 0;
        }, "a dead letter");
        Assert.StartsWith("events.signature_invalid", reason, StringComparison.Ordinal);
        Assert.Equal(1, await DeadAsync(forged));

        // Trying again makes it no truer.
        await host.Database.ExecuteAsync($"""
            update platform_ears.parked set state = 'Waiting', attempts = 0, next_at = now() where body like '%{forged}%'
            """);
        await Eventually.TrueAsync(async () => await DeadAsync(forged) == 1, "dead again");
        Assert.Empty(await host.HeardAsync(forged));
    }

    [Theory]
    [InlineData(EventSignatureAlgorithm.Ed25519, 1)]
    [InlineData(EventSignatureAlgorithm.Ed25519, 40)]
    [InlineData(EventSignatureAlgorithm.MlDsa44, 1)]
    [InlineData(EventSignatureAlgorithm.MlDsa44, 40)]
    public void A_proof_holds_for_its_events_and_publisher_alone(EventSignatureAlgorithm algorithm, int count)
    {
        using var signatures = SignaturesOf(algorithm, version: 1);
        var events = Enumerable.Range(0, count).Select(number => Record(number)).ToList();
        var proof = signatures.Sign("test.bells", [.. events.Select(DigestOf)]);
        events = events.ConvertAll(it => it with { Signature = proof });
        Assert.All(signatures.Check(events), it => Assert.True(it.IsProven));
        Assert.All(signatures.Check([.. events.TakeLast(1)]), it => Assert.True(it.IsProven));

        var changed = signatures.Check([.. events.Select((it, at) => at == count / 2 ? it with { Body = "{}" } : it)]);
        Assert.Equal(count == 1 ? 0 : count - 1, changed.Count(it => it.IsProven));
        Assert.DoesNotContain(signatures.Check([.. events.Select(it => it with { Publisher = "test.other" })]), it => it.IsProven);
        Assert.DoesNotContain(signatures.Check([.. events.Select(it => it with { Signature = null })]), it => it.IsProven);
        for (var i = 0; i < proof.Length; i += 1 + (proof.Length / 150))
        {
            var broken = (byte[])proof.Clone();
            broken[i] ^= 0x10;
            Assert.DoesNotContain(signatures.Check([.. events.Select(it => it with { Signature = broken })]), it => it.IsProven);
            Assert.DoesNotContain(signatures.Check([.. events.Select(it => it with { Signature = proof[..i] })]), it => it.IsProven);
        }
    }

    [Fact]
    public void A_new_key_and_another_algorithm_leave_what_was_signed_before_as_good_as_it_was()
    {
        using var before = SignaturesOf(EventSignatureAlgorithm.Ed25519, version: 1);
        using var after = SignaturesOf(EventSignatureAlgorithm.MlDsa44, version: 2);
        var (old, young) = (Record(1), Record(2));
        old = old with { Signature = before.Sign("test.bells", [DigestOf(old)]) };
        young = young with { Signature = after.Sign("test.bells", [DigestOf(young)]) };
        Assert.True(after.Check([old])[0].IsProven);
        Assert.True(after.Check([young])[0].IsProven);
        Assert.False(before.Check([young])[0].IsProven);
    }

    [Fact]
    public void What_was_said_before_there_were_signatures_is_believed_only_where_that_is_configured()
    {
        var old = Record(1);
        using var strict = SignaturesOf(EventSignatureAlgorithm.MlDsa44, version: 1);
        using var lenient = SignaturesOf(EventSignatureAlgorithm.MlDsa44, version: 1, old.At.AddSeconds(1));
        Assert.False(strict.Check([old])[0].IsProven);
        Assert.True(lenient.Check([old])[0].IsProven);
        Assert.False(lenient.Check([old with { At = old.At.AddSeconds(2) }])[0].IsProven);
        Assert.False(lenient.Check([old with { Signature = [1, 2, 3] }])[0].IsProven);
    }

    private async Task ForgeAsync(string how, string bell, string forged)
    {
        const string columns = "at, event_id, type, bus, subject, correlation, trace, body, actor, signature";
        var id = Guid.CreateVersion7();
        var sql = how switch
        {
            "a row that somebody wrote" => $"""
                insert into platform_bells.events ({columns})
                select now(), '{id}', type, bus, '{forged}', null, null, replace(body, '{bell}', '{forged}'), null, null from new
                """,
            "a copy under another id" => $"""
                insert into platform_bells.events ({columns})
                select now(), '{id}', type, bus, subject, correlation, trace, replace(body, '{bell}', '{forged}'), actor, signature
                  from new
                """,
            "the proof of another transaction" => $"""
                insert into platform_bells.events ({columns})
                select now(), '{id}', new.type, new.bus, new.subject, new.correlation, new.trace,
                       replace(new.body, '{bell}', '{forged}'), new.actor,
                       (select signature from platform_bells.events where signature is not null order by tx limit 1)
                  from new
                """,
            "another subject" => $"""
                insert into platform_bells.events ({columns})
                select now(), event_id, type, bus, 'other', correlation, trace, replace(body, '{bell}', '{forged}'), actor, signature
                  from new
                """,
            _ => $"""
                insert into platform_bells.events ({columns})
                select now(), event_id, type, bus, subject, correlation, trace, replace(body, '{bell}', '{forged}'), actor, signature
                  from new
                """,
        };

        // As a row of the log, but from a hand that has no key.
        await host.RingAsync(new BellRung(bell, 1));
        await host.Database.ExecuteAsync($"""
            with new as (select * from platform_bells.events where subject = '{bell}' order by tx, id limit 1) {sql}
            """);
    }

    private Task<long> DeadAsync(string forged) => host.Database.ScalarAsync<long>($"""
        select count(*) from platform_ears.parked where state = 'Dead' and body like '%{forged}%'
        """);

    private static EventRecord Record(int number) => new(
        "test.bells", new EventPosition(7, number), Guid.CreateVersion7(), "test.bells.rung.v1", $"bell-{number}",
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), number % 2 == 0 ? null : "case", Trace: null,
        $$"""{"bell":"{{number}}","text":"ü"}""", Guid.CreateVersion7());

    private static Cryptography.Transparency.TreeHash DigestOf(EventRecord it) => EventSignatures.DigestOf(
        it.Publisher, it.Id, it.Type, it.Subject, it.Correlation, it.Trace, it.Actor, it.Body!);

    private EventSignatures SignaturesOf(EventSignatureAlgorithm algorithm, int version, DateTimeOffset? unsignedUntil = null) => new(
        host.Services.GetRequiredService<MasterKey>(),
        Options.Create(new EventSignatureOptions
        {
            Algorithm = algorithm,
            KeyVersion = version,
            UnsignedUntil = unsignedUntil,
        }));
}

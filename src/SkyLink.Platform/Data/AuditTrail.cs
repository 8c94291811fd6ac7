using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SkyLink.Cryptography;
using SkyLink.Cryptography.Jose;
using SkyLink.Platform.Http;
using SkyLink.Platform.Telemetry;

namespace SkyLink.Platform.Data;

/// <summary>
/// Writes what a transaction did for a caller, in that transaction: an action without its record cannot commit. The
/// bytes are made once, here, and never again.
/// </summary>
public sealed class AuditTrail : IDisposable
{
    internal static readonly SealedColumn Personal = new("audit_outbox", "personal", "id");

    /// <summary>More events than this are told by their number and one hash.</summary>
    private const int EventsMax = 50;

    private const int SaltSize = 32;

    private const string Append = """
        insert into audit_outbox (id, entry, subject, personal)
        select * from unnest($1, $2, $3, $4) where $5 or pg_current_xact_id_if_assigned() is not null
        """;

    private readonly SemaphoreSlim written = new(0, 1);

    public void Dispose() => written.Dispose();

    /// <summary>A time of an entry: as PostgreSQL keeps it, to the microsecond.</summary>
    internal static string TimeText(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// One record for each call that the transaction serves. A call that changed nothing leaves none: PostgreSQL says
    /// whether the transaction has written.
    /// </summary>
    internal async Task WriteAsync(Tx tx, string module, IReadOnlyList<SaidEvent> said)
    {
        var calls = tx.Calls.Concat(said.Select(it => it.Call).OfType<AuditCall>()).Distinct().ToList();
        var isSure = calls.Count > 0;
        if (tx.Ambient is { } ambient && !calls.Contains(ambient))
        {
            calls.Add(ambient);
        }

        if (calls.Count == 0)
        {
            return;
        }

        var ids = calls.ConvertAll(_ => Guid.CreateVersion7());
        var made = calls.ConvertAll(call => Make(ids[calls.IndexOf(call)], module, call, said));
        await using var command = tx.Command(Append);
        Add(command, ids.ToArray());
        Add(command, made.Select(it => it.Entry).ToArray());
        Add(command, calls.Select(it => it.Actor).ToArray());
        Add(command, made.Select((it, at) =>
            it.Personal is null ? null : Personal.Seal(tx, it.Personal, ids[at])).ToArray());
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = isSure });
        if (await command.ExecuteNonQueryAsync(tx.Cancellation) > 0)
        {
            tx.AfterCommit(Raise);
        }
    }

    /// <summary>The oldest records that the log has not taken over.</summary>
    internal static Task<List<(long Number, AuditRecord Record)>> ReadAsync(
        Db db, int limit, CancellationToken token) => db.InStatementAsync(tx => tx.ListAsync(
            $"select number, id, entry, subject, personal from audit_outbox order by number limit {limit}",
            row => (row.Get<long>("number"), new AuditRecord(
                row.Get<Guid>("id"), row.Get<byte[]>("entry"), row.Find<Guid?>("subject"), Personal.Find(tx, row)))),
            token);

    internal static Task RemoveAsync(Db db, long[] numbers, CancellationToken cancellation) => db.InStatementAsync(
        tx => tx.ExecuteAsync($"delete from audit_outbox where number = any({numbers})"), cancellation);

    /// <summary>Until something is written in this process, or the time is over.</summary>
    internal Task WaitAsync(TimeSpan longest, CancellationToken cancellation) =>
        written.WaitAsync(longest, cancellation);

    private void Raise()
    {
        if (written.CurrentCount == 0)
        {
            try
            {
                written.Release();
            }
            catch (SemaphoreFullException)
            {
                // Somebody else has said so.
            }
        }
    }

    private static (byte[] Entry, string? Personal) Make(
        Guid id, string module, AuditCall call, IReadOnlyList<SaidEvent> said)
    {
        var personal = call.Personal is null ? null : PersonalText(call.Personal);
        var mine = said.Where(it => it.Call is null || it.Call == call).ToList();
        var entry = new JsonObject
        {
            ["action"] = call.Action,
            ["actor"] = call.Actor is null ? null : new JsonObject
            {
                ["credential"] = call.Credential,
                ["organization"] = call.Organization?.ToString(),
                ["user"] = call.Actor.ToString(),
            },
            ["at"] = TimeText(call.At),
            ["correlation"] = CaseOf(call, mine),
            ["events"] = EventsOf(mine),
            ["id"] = id.ToString(),
            ["personal"] = personal is null
                ? null
                : Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(personal))),
            ["service"] = module,
            ["target"] = new JsonObject(call.Target.Select(it => KeyValuePair.Create(it.Key, (JsonNode?)it.Value))),
            ["version"] = 1,
        };
        return (CanonicalJson.Write(entry), personal);
    }

    /// <summary>What is found out on the way, such as an order's transaction, says more than the request did.</summary>
    private static string? CaseOf(AuditCall call, List<SaidEvent> said) =>
        said.Find(it => it.Correlation is not null)?.Correlation ?? Correlation.Current ?? call.Correlation;

    private static string PersonalText(AuditPersonal personal) => Encoding.UTF8.GetString(CanonicalJson.Write(
        new JsonObject
        {
            ["address"] = personal.Address,
            ["agent"] = personal.Agent,
            ["path"] = personal.Path,
            ["salt"] = Base64Url.Encode(RandomNumberGenerator.GetBytes(SaltSize)),
        }));

    /// <summary>What was said binds to what was asked: by id, type and hash of the body.</summary>
    private static JsonNode EventsOf(List<SaidEvent> said)
    {
        if (said.Count <= EventsMax)
        {
            return new JsonArray([.. said.Select(it => new JsonObject
            {
                ["id"] = it.Id.ToString(),
                ["sha256"] = Base64Url.Encode(it.Hash),
                ["type"] = it.Type,
            })]);
        }

        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        said.ForEach(it => all.AppendData(it.Hash));
        return new JsonObject
        {
            ["count"] = said.Count,
            ["sha256"] = Base64Url.Encode(all.GetHashAndReset()),
        };
    }

    private static void Add<T>(NpgsqlCommand command, T[] values) =>
        command.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = values });
}

/// <summary>An event as its transaction wrote it.</summary>
/// <param name="Hash">SHA-256 of its body.</param>
/// <param name="Correlation">The case it belongs to.</param>
/// <param name="Call">Whose doing it is, where that call is noted.</param>
internal sealed record SaidEvent(Guid Id, string Type, byte[] Hash, string? Correlation, AuditCall? Call);

using Microsoft.AspNetCore.Builder;
using Npgsql;
using SkyLink.Platform.Events;
using SkyLink.Platform.Hosting;
using SkyLink.Testing;

namespace SkyLink.Platform.Data;

/// <summary>As few connections as can be, so that what one request left behind on it is found by the next.</summary>
public sealed class FewConnectionsHost : TestHost
{
    protected override IReadOnlyList<IModule> Modules => [new BellsModule()];

    protected override void Configure(WebApplicationBuilder builder) =>
        builder.Configuration["Database:ConnectionsMax"] = "2";
}

/// <summary>
/// A statement is prepared at its second use. If PostgreSQL refuses the values it is sent just then, the connection must
/// not take it for prepared and misread every later answer (npgsql/npgsql#6391).
/// </summary>
public sealed class RefusedValueTests(FewConnectionsHost host) : IClassFixture<FewConnectionsHost>
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public async Task Values_that_are_refused_at_any_use_of_a_statement_spoil_no_later_use(int refusedAt, bool inStatement)
    {
        for (var use = 1; use <= 12; use++)
        {
            var text = use == refusedAt ? "none" : "7";
            try
            {
                Assert.Equal(7, await CastAsync(text, refusedAt, inStatement));
                Assert.NotEqual(refusedAt, use);
            }
            catch (PostgresException refused) when (use == refusedAt)
            {
                Assert.Equal(PostgresErrorCodes.InvalidTextRepresentation, refused.SqlState);
            }
        }
    }

    /// <summary>The cast is made while the plan is: before PostgreSQL has told what rows will look like.</summary>
    private Task<int> CastAsync(string text, int refusedAt, bool inStatement)
    {
        var db = host.DbOf("platform.bells");
        Task<int> RunAsync(Tx tx) => (refusedAt, inStatement) switch
        {
            (1, false) => tx.ScalarAsync<int>($"select {text}::text::int as a"),
            (2, false) => tx.ScalarAsync<int>($"select {text}::text::int as b"),
            (3, false) => tx.ScalarAsync<int>($"select {text}::text::int as c"),
            (1, true) => tx.ScalarAsync<int>($"select {text}::text::int as d"),
            (2, true) => tx.ScalarAsync<int>($"select {text}::text::int as e"),
            _ => tx.ScalarAsync<int>($"select {text}::text::int as f"),
        };
        return inStatement
            ? db.InStatementAsync(RunAsync, CancellationToken.None)
            : db.InTransactionAsync(RunAsync, CancellationToken.None);
    }
}

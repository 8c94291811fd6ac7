using System.Text;
using Npgsql;

namespace SkyLink.Host.Scenario;

/// <summary>What who has a copy of the database can read.</summary>
internal static class Dump
{
    /// <summary>The tables in which one of the texts stands as it is, as text or as bytes.</summary>
    public static async Task<List<string>> FindAsync(Deployment deployment, params string[] texts)
    {
        await using var source = NpgsqlDataSource.Create(deployment.Database.ConnectionString);
        var tables = new List<string>();
        await using (var list = source.CreateCommand("""
            select format('%I.%I', nspname, relname) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
             where relkind in ('r', 'm') and nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
            """))
        await using (var rows = await list.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
            {
                tables.Add(rows.GetString(0));
            }
        }

        Assert.True(tables.Count > 50, $"{tables.Count} tables");
        var found = new List<string>();
        foreach (var table in tables)
        {
            foreach (var text in texts)
            {
                await using var search = source.CreateCommand(
                    $"select exists (select from {table} as it where position($1 in it::text) > 0 or position($2 in it::text) > 0)");
                search.Parameters.Add(new NpgsqlParameter<string> { TypedValue = text });
                search.Parameters.Add(new NpgsqlParameter<string>
                {
                    TypedValue = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)),
                });
                if ((bool)(await search.ExecuteScalarAsync())!)
                {
                    found.Add($"{text} in {table}");
                }
            }
        }

        return found;
    }
}

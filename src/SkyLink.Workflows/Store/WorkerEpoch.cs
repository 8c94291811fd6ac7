using Npgsql;

namespace SkyLink.Workflows.Store;

/// <summary>A worker's right to write: it holds until another raises the epoch.</summary>
/// <param name="Worker">The worker's number.</param>
/// <param name="Number">The epoch.</param>
/// <param name="Statements">The statements of the schema.</param>
internal sealed record WorkerEpoch(int Worker, int Number, WorkflowSql Statements)
{
    /// <summary>The SQLSTATE of a batch that came too late.</summary>
    public const string Lost = "SW001";

    /// <summary>The number of the last batch that was committed.</summary>
    /// <exception cref="FencedException">Another has raised the epoch.</exception>
    public async Task<long> BatchAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            Statements.For("select batch from wf.workers where id = $1 and epoch = $2"), connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = Worker },
                new NpgsqlParameter<int> { TypedValue = Number },
            },
        };
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) as long?
            ?? throw new FencedException($"The worker {Worker} has lost its epoch {Number}.");
    }

    public NpgsqlBatchCommand Fence(long batch) => new(Statements.Fence)
    {
        Parameters =
        {
            new NpgsqlParameter<int> { TypedValue = Worker },
            new NpgsqlParameter<int> { TypedValue = Number },
            new NpgsqlParameter<long> { TypedValue = batch },
        },
    };
}

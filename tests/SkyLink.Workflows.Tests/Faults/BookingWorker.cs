using Npgsql;

#pragma warning disable CA5394 // Seeded on purpose: what fails, fails again.

namespace SkyLink.Workflows.Faults;

/// <summary>
/// A process that starts bookings and runs them, until somebody kills it. Each does something in a transaction, something
/// outside of one, waits, and does something in a transaction again.
/// </summary>
internal static class BookingWorker
{
    public const string Schema = "killed";
    public const int Bookings = 1_500;

    public const string Tables = """
        create table public.in_transaction (booking integer not null, step text not null);
        create table public.outside (booking integer not null);
        """;

    public static WorkflowEngineOptions Options(NpgsqlDataSource database) => new()
    {
        Database = database,
        Schema = Schema,
        Types = [Type(database)],
        BeatEvery = TimeSpan.FromMilliseconds(200),
        GoneAfter = TimeSpan.FromSeconds(1),
        ParkAfter = TimeSpan.FromMilliseconds(100),
    };

    public static async Task<int> RunAsync(string connection, int seed)
    {
        await using var database = NpgsqlDataSource.Create(connection);
        var options = Options(database);
        var type = (WorkflowType<int, int>)options.Types[0];
        await using var engine = await WorkflowEngine.StartAsync(options);
        var numbers = Enumerable.Range(0, Bookings).ToArray();
        new Random(seed).Shuffle(numbers);

        // Every worker starts all of them: what another has started is not started again.
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) =>
        {
            try
            {
                await engine.StartAsync(type, number, new StartOptions { WorkflowId = $"booking-{number}" });
            }
            catch (WorkflowException)
            {
                // Another took this one for dead meanwhile; somebody starts it.
            }
        });
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    private static WorkflowType<int, int> Type(NpgsqlDataSource database) => WorkflowType.Define<int, int>(
        "booking",
        async (context, number) =>
        {
            await context.TransactionAsync("reserve", (connection, transaction, _) => InsertAsync(connection, transaction, "reserve"));
            await context.StepAsync("tell", async _ =>
            {
                await using var command = database.CreateCommand($"insert into public.outside values ({number})");
                await command.ExecuteNonQueryAsync();
            });
            await context.SleepAsync(TimeSpan.FromMilliseconds(context.Random.Next(400)));
            await context.TransactionAsync("settle", (connection, transaction, _) => InsertAsync(connection, transaction, "settle"));
            return number;

            async Task<bool> InsertAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string step)
            {
                await using var command = new NpgsqlCommand(
                    $"insert into public.in_transaction values ({number}, '{step}')", connection, transaction);
                return await command.ExecuteNonQueryAsync() == 1;
            }
        });
}

namespace SkyLink.Workflows.Analyzers;

/// <summary>Which code is workflow code, and which is not although it stands inside.</summary>
public sealed class WorkflowCodeTests
{
    [Fact]
    public async Task A_lambda_that_takes_the_context_is_workflow_code_wherever_it_stands()
    {
        var messages = await Analysis.CheckAsync("""
            public static class Host
            {
                public static void Add(string name, Func<WorkflowContext, string, Task> workflow) { }

                public static DateTime Now() => DateTime.UtcNow;

                public static void Main()
                {
                    var started = DateTime.UtcNow;
                    Console.WriteLine(started);
                    Add("order", async (context, input) =>
                    {
                        await context.SleepAsync({|SLW001:Now|}() - started);
                        {|SLW003:Console.WriteLine|}(input);
                    });
                    Add("refund", RefundAsync);

                    async Task RefundAsync(WorkflowContext context, string input)
                    {
                        await context.SleepAsync(Wait());

                        TimeSpan Wait() => {|SLW001:DateTime.UtcNow|} - started;
                    }
                }
            }
            """);
        Assert.StartsWith("lambda in Main → Host.Now → DateTime.UtcNow ", messages[0]);
    }

    [Fact]
    public Task A_lambda_for_a_child_is_workflow_code_of_its_own() => Analysis.CheckBodyAsync("""
        await context.ChildAsync("child", async child =>
        {
            await child.SleepAsync(default);
            return {|SLW001:DateTime.UtcNow|};
        });
        """);

    [Fact]
    public Task Lambdas_and_local_functions_inside_count_where_they_are_used() => Analysis.CheckBodyAsync("""
        Func<DateTime> clock = () => {|SLW001:DateTime.UtcNow|};
        new[] { 1, 2 }.Select(Stamp).ToList();
        Outer();

        string Stamp(int x) => {|SLW003:Environment.MachineName|};
        void Outer()
        {
            Inner();
            void Inner() => {|SLW003:Console.WriteLine|}();
        }
        """);

    [Fact]
    public Task A_local_function_that_only_steps_use_is_not_workflow_code() => Analysis.CheckBodyAsync("""
        await context.StepAsync("direct", BodyAsync);
        await context.StepAsync("in a lambda", step => BodyAsync(step));

        async Task<int> BodyAsync(StepContext step) { await Task.Delay(TimeSpan.FromSeconds(1)); return Deep(); }
        int Deep() => DateTime.UtcNow.Year;
        """);

    [Fact]
    public Task A_local_function_that_a_step_and_the_workflow_use_is_workflow_code() => Analysis.CheckBodyAsync("""
        await context.StepAsync("year", step => Task.FromResult(Year()));
        Year();

        int Year() => {|SLW001:DateTime.UtcNow|}.Year;
        """);

    [Fact]
    public Task Methods_given_to_steps_run_outside() => Analysis.CheckBodyAsync(
        """
        await context.StepAsync<int>("method", LoadAsync);
        await context.StepAsync<int>("named", attempts: 3, body: LoadAsync);
        await context.StepAsync<int>("either", input == "" ? LoadAsync : (StepContext step) => Task.FromResult(Environment.ProcessId));
        Func<StepContext, Task<int>> held = async step => { Console.WriteLine(); return await LoadAsync(step); };
        await context.StepAsync("held", held);
        Func<StepContext, Task<int>> later;
        later = LoadAsync;
        await context.StepAsync("later", later);
        """,
        "private static async Task<int> LoadAsync(StepContext step) { await Task.Delay(TimeSpan.FromSeconds(1)); return 1; }");

    [Fact]
    public Task A_held_delegate_that_the_workflow_runs_too_is_workflow_code() => Analysis.CheckBodyAsync(
        """
        Func<StepContext, Task<int>> held = async step => { {|SLW003:Console.WriteLine|}(); return 1; };
        await context.StepAsync("held", held);
        await held(new StepContext());
        Func<StepContext, Task<int>> other = {|SLW004:LoadAsync|};
        await context.StepAsync("other", other);
        await other(new StepContext());
        """,
        "private static async Task<int> LoadAsync(StepContext step) { await Task.Delay(TimeSpan.FromSeconds(1)); return 1; }");

    [Fact]
    public Task What_computes_the_other_arguments_of_a_step_is_workflow_code() => Analysis.CheckBodyAsync("""
        await context.StepAsync({|SLW003:Environment.MachineName|}, step => Task.FromResult(1), {|SLW001:DateTime.Now|}.Year);
        """);

    [Fact]
    public Task Ones_own_parameters_run_outside_when_they_say_so() => Analysis.CheckAsync("""
        public static class Retries
        {
            public static Task<T> TwiceAsync<T>(
                this WorkflowContext context, [RunsOutside] Func<StepContext, Task<T>> body) => context.StepAsync("twice", body, 2);

            public static Task<T> HereAsync<T>(this WorkflowContext context, Func<Task<T>> body) => body();
        }

        public class Orders
        {
            public async Task PlaceOrder(WorkflowContext context)
            {
                await context.TwiceAsync(step => Task.FromResult(DateTime.UtcNow));
                await context.HereAsync(() => Task.FromResult({|SLW001:DateTime.UtcNow|}));
            }
        }
        """);

    [Fact]
    public Task Names_and_expression_trees_are_not_run() => Analysis.CheckBodyAsync("""
        var name = nameof(Console.WriteLine);
        System.Linq.Expressions.Expression<Func<DateTime>> tree = () => DateTime.UtcNow;
        var type = typeof(File);
        """);

    [Fact]
    public Task A_context_of_another_library_makes_no_workflow() => Analysis.CheckAsync("""
        namespace Other
        {
            public class WorkflowContext;

            public class Orders
            {
                public DateTime PlaceOrder(Other.WorkflowContext context) => DateTime.UtcNow;
            }
        }
        """);

    [Fact]
    public async Task The_library_itself_is_no_workflow_code()
    {
        var compilation = Analysis.Compile("SkyLink.Workflows",
            ["""
            namespace SkyLink.Workflows;

            public sealed class WorkflowContext;

            internal static class Engine
            {
                public static System.DateTime Run(WorkflowContext context) => System.DateTime.UtcNow;
            }
            """],
            []);
        Assert.Empty(await Analysis.RunAsync(compilation));
        Assert.Same(compilation.Assembly.Name, Analysis.WithFacts(compilation).Assembly.Name);
        Assert.Single(Analysis.WithFacts(compilation).SyntaxTrees);
    }

    [Fact]
    public async Task Severities_are_set_in_editorconfig()
    {
        var compilation = Analysis.Workflows(
            ["""
            public class Orders
            {
                public void PlaceOrder(WorkflowContext context)
                {
                    var now = DateTime.UtcNow;
                    var id = Guid.NewGuid();
                    Log();
                }

                private static void Log() => Console.WriteLine();
            }
            """]);
        var found = await Analysis.RunAsync(compilation, """
            [*.cs]
            dotnet_diagnostic.SLW001.severity = none
            dotnet_diagnostic.SLW003.severity = error
            """);
        Assert.Equal(
            ["SLW002 Warning", "SLW003 Error"], found.Select(each => $"{each.Id} {each.Severity}").Order());
    }

    [Fact]
    public async Task A_pragma_at_the_call_is_heeded()
    {
        var found = await Analysis.RunAsync(Analysis.Workflows(
            ["""
            public class Orders
            {
                public void PlaceOrder(WorkflowContext context)
                {
            #pragma warning disable SLW003
                    Log();
            #pragma warning restore SLW003
                }

                private static void Log() => Console.WriteLine();
            }
            """]));
        Assert.Empty(found);
    }

    [Fact]
    public async Task What_generated_code_does_is_told_at_the_call_only()
    {
        var compilation = Analysis.Workflows(
            ["""
            public partial class Orders
            {
                public void PlaceOrder(WorkflowContext context) => Log();
            }
            """,
            """
            // <auto-generated/>
            public partial class Orders
            {
                private static void Log() => Console.WriteLine();

                private static void Generated(WorkflowContext context) => Console.WriteLine();
            }
            """]);
        var found = Assert.Single(await Analysis.RunAsync(compilation));
        Assert.Equal("SLW003", found.Id);
        Assert.Contains("PlaceOrder → Orders.Log → Console.WriteLine", found.GetMessage(), StringComparison.Ordinal);
    }
}
